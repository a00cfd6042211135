export { DELIVERY_TONES } from './states';
export { useReason } from './useReason';
export { deliveryWords } from './words';
