import type { LifeFilter } from '@lingqu/api';

import { idOf, oneOf, textIn } from '@/shared/query/search';

/** The filters of the list of groups. */
export interface GroupchatFilter {
  query?: string | undefined;
  owner_id?: number | undefined;
  tag_id?: number | undefined;
  life?: LifeFilter | undefined;
}

/** The filters as the address keeps them. */
export const groupchatsSearch = (raw: Record<string, unknown>): GroupchatFilter => ({
  query: textIn(raw, 'query'),
  owner_id: idOf(raw, 'owner_id'),
  tag_id: idOf(raw, 'tag_id'),
  life: oneOf(raw, 'life', ['live', 'dismissed', 'any']),
});

/** Whether any filter is set. */
export const isFiltered = (filter: GroupchatFilter): boolean => JSON.stringify(filter) !== '{}';

export const MEMBER_TABS = ['present', 'past'] as const;
export type MemberTab = (typeof MEMBER_TABS)[number];

export const groupchatSearch = (raw: Record<string, unknown>): { tab?: MemberTab | undefined } => ({
  tab: oneOf(raw, 'tab', MEMBER_TABS),
});
