import type { DeliveryState } from '@lingqu/api';

import { DELIVERY_TONES } from '@/shared/deliveries/states';
import { idOf, oneOf } from '@/shared/query/search';

export const BROADCAST_TABS = ['tasks', 'deliveries', 'content'] as const;
export type BroadcastTab = (typeof BROADCAST_TABS)[number];

export interface BroadcastSearch {
  tab?: BroadcastTab | undefined;
  state?: DeliveryState | undefined;
  /** Only customers who were taken out while it was on its way. */
  out?: boolean | undefined;
}

export interface NewBroadcastSearch {
  segment?: number | undefined;
  programme?: number | undefined;
}

/** A new broadcast may begin with a segment or a programme chosen. */
export const newBroadcastSearch = (raw: Record<string, unknown>): NewBroadcastSearch => ({
  segment: idOf(raw, 'segment'),
  programme: idOf(raw, 'programme'),
});

export const broadcastSearch = (raw: Record<string, unknown>): BroadcastSearch => ({
  tab: oneOf(raw, 'tab', BROADCAST_TABS),
  state: oneOf(raw, 'state', Object.keys(DELIVERY_TONES) as DeliveryState[]),
  out: raw.out === true ? true : undefined,
});
