import type { DeliveryChannel, DeliveryReason, DeliveryState } from '@lingqu/api';

import { DELIVERY_TONES } from '@/shared/deliveries/states';
import { mendWords } from '@/shared/deliveries/words/mends';
import { dateIn, idOf, oneOf } from '@/shared/query/search';

export const STATES = Object.keys(DELIVERY_TONES) as DeliveryState[];
export const REASONS = Object.keys(mendWords.zh) as DeliveryReason[];
export const CHANNELS: readonly DeliveryChannel[] = ['broadcast', 'groupchat', 'moment', 'welcome'];

/** Which deliveries, as the address keeps it; the server's own names. */
export interface DeliveryFilter {
  from?: string | undefined;
  to?: string | undefined;
  state?: DeliveryState | undefined;
  reason?: DeliveryReason | undefined;
  channel?: DeliveryChannel | undefined;
  programme_id?: number | undefined;
  broadcast_id?: number | undefined;
  moment_id?: number | undefined;
  staff_id?: number | undefined;
  department_id?: number | undefined;
  customer_id?: number | undefined;
}

export const deliverySearch = (raw: Record<string, unknown>): DeliveryFilter => ({
  from: dateIn(raw, 'from'),
  to: dateIn(raw, 'to'),
  state: oneOf(raw, 'state', STATES),
  reason: oneOf(raw, 'reason', REASONS),
  channel: oneOf(raw, 'channel', CHANNELS),
  programme_id: idOf(raw, 'programme_id'),
  broadcast_id: idOf(raw, 'broadcast_id'),
  moment_id: idOf(raw, 'moment_id'),
  staff_id: idOf(raw, 'staff_id'),
  department_id: idOf(raw, 'department_id'),
  customer_id: idOf(raw, 'customer_id'),
});

/** Whether anything narrows the list. */
export const isFiltered = (filter: DeliveryFilter): boolean => JSON.stringify(filter) !== '{}';
