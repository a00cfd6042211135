export { type Told, useTold } from './useTold';
export { errorWords } from './words';
