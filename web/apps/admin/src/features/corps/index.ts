export { useCorp } from './useCorp';
