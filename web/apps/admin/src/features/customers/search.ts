import type { MatchTags, RelationFilter } from '@lingqu/api';

import { dateIn, idOf, idsOf, oneOf, textIn } from '@/shared/query/search';

/** The filters of the customer list. */
export interface CustomerFilter {
  query?: string | undefined;
  tag_id?: number[] | undefined;
  tag_match?: MatchTags | undefined;
  staff_id?: number | undefined;
  department_id?: number | undefined;
  channel_id?: number | undefined;
  relation?: RelationFilter | undefined;
  added_from?: string | undefined;
  added_to?: string | undefined;
}

/** The filters as the address keeps them. */
export const customersSearch = (raw: Record<string, unknown>): CustomerFilter => ({
  query: textIn(raw, 'query'),
  tag_id: idsOf(raw, 'tag_id'),
  tag_match: oneOf(raw, 'tag_match', ['any', 'all', 'none']),
  staff_id: idOf(raw, 'staff_id'),
  department_id: idOf(raw, 'department_id'),
  channel_id: idOf(raw, 'channel_id'),
  relation: oneOf(raw, 'relation', ['live', 'lost', 'any']),
  added_from: dateIn(raw, 'added_from'),
  added_to: dateIn(raw, 'added_to'),
});

/** Whether any filter is set. */
export const isFiltered = (filter: CustomerFilter): boolean => JSON.stringify(filter) !== '{}';

export const CUSTOMER_TABS = [
  'timeline',
  'orders',
  'segments',
  'consent',
  'identities',
  'groupchats',
  'deliveries',
] as const;
export type CustomerTab = (typeof CUSTOMER_TABS)[number];

export const customerSearch = (raw: Record<string, unknown>): { tab?: CustomerTab | undefined } => ({
  tab: oneOf(raw, 'tab', CUSTOMER_TABS),
});
