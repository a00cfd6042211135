export { CORP_TIME_ZONE, type Format } from './format';
export { useFormat } from './useFormat';
