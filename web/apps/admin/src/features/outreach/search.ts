import type { DeliveryState } from '@lingqu/api';

import { DELIVERY_TONES } from '@/shared/deliveries/states';
import { dateIn, idOf, oneOf } from '@/shared/query/search';

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

export interface CalendarSearch {
  /** A month unless said otherwise. */
  view?: 'week' | undefined;
  /** A day of the month or week that is looked at; today's unless said otherwise. */
  day?: string | undefined;
  programme_id?: number | undefined;
}

export const calendarSearch = (raw: Record<string, unknown>): CalendarSearch => ({
  view: oneOf(raw, 'view', ['week']),
  day: dateIn(raw, 'day'),
  programme_id: idOf(raw, 'programme_id'),
});
