export { serverNow, setClock } from './clock';
export { useServerNow } from './useServerNow';
