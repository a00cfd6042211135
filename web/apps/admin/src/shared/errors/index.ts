export { type Told, useTold } from './useTold';
export { frameWords } from './words/frame';
