export { Explained } from './Explained';
export { type Asked, useExplain } from './useExplain';
