import type { DeliveryState } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Every delivery state and what it means for the reader; its word is `deliveryWords[state]`. */
export const DELIVERY_TONES: Record<DeliveryState, Tone> = {
  planned: 'neutral',
  claimed: 'running',
  handed_over: 'running',
  delivered: 'good',
  failed: 'bad',
  expired: 'warn',
  cancelled: 'muted',
  skipped: 'muted',
  unknown: 'warn',
};
