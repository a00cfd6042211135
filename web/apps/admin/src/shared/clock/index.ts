export { serverNow, setClock } from './clock';
export { instantOf, isToCome, tomorrowMorning } from './hour';
export { useServerNow } from './useServerNow';
