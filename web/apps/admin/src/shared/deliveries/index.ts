export { DELIVERY_TONES } from './states';
export { useMend, useReason } from './useReason';
export { deliveryWords } from './words/deliveries';
