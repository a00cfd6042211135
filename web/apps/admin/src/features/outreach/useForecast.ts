import { answer, api, type SkipCount, type WaitingGroup } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

import type { Target } from './audience';

const GOOD_FOR_MS = 30_000;

/** What is to be foretold: to whom, as part of what, and when; null is now. */
export interface ForetellAsked {
  target: Target;
  programme_id: number | null;
  /** How many contents it has; into groups, one. */
  contents: number;
  at: string | null;
}

/** What would become of a broadcast, in people or in customer groups. */
export interface Foretold {
  of: 'people' | 'groups';
  opens_at: string;
  closes_at: string;
  reached: number;
  skipped: SkipCount[];
  later: { day: string; count: number }[];
  too_late: number;
  /** The first groups beyond a cap. */
  waiting: WaitingGroup[];
}

/** What would become of a broadcast that left at an hour. It weighs every recipient, so it may take seconds. */
export const useForetold = (asked: ForetellAsked) =>
  useQuery({
    queryKey: ['forecast', asked],
    queryFn: ({ signal }) => foretell(asked, signal),
    staleTime: GOOD_FOR_MS,
  });

async function foretell(asked: ForetellAsked, signal: AbortSignal): Promise<Foretold> {
  const { target, programme_id, contents, at } = asked;
  if (target.to === 'groups') {
    const body = { groups: target.groups, programme_id, at };
    const found = await answer(api.POST('/api/broadcasts/groups/forecast', { body, signal }));
    const later = found.later.map(({ day, groups }) => ({ day, count: groups }));
    return { ...found, of: 'groups', reached: found.groups, later };
  }
  const body = { ...target.choice, programme_id, contents, at };
  const found = await answer(api.POST('/api/broadcasts/forecast', { body, signal }));
  const later = found.later.map(({ day, customers }) => ({ day, count: customers }));
  return { ...found, of: 'people', reached: found.customers, later, waiting: [] };
}
