import { answer, api, type RulesDraft } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { BROADCASTS_KEY } from './useBroadcasts';

const LOOK_AGAIN_MS = 30_000;

const rulesQuery = queryOptions({
  queryKey: ['outreach-rules'],
  queryFn: ({ signal }) => answer(api.GET('/api/outreach/rules', { signal })),
});

/** The rules that bound all sending, and whether everything is stopped: that, anybody may have done meanwhile. */
export const useRules = () => useQuery({ ...rulesQuery, refetchInterval: LOOK_AGAIN_MS });

/** Set the rules for what is planned from now on. */
export function useSetRules() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: RulesDraft) => answer(api.PUT('/api/outreach/rules', { body })),
    onSuccess: (rules) => cache.setQueryData(rulesQuery.queryKey, rules),
  });
}

/** Stop all sending; the answer says what was stopped. */
export function useFreeze() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST('/api/outreach/freeze')),
    onSuccess: async ({ rules }) => {
      cache.setQueryData(rulesQuery.queryKey, rules);
      await cache.invalidateQueries({ queryKey: BROADCASTS_KEY });
      await cache.invalidateQueries({ queryKey: ['broadcast'] });
    },
  });
}

/** Let messages leave again. */
export function useThaw() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST('/api/outreach/thaw')),
    onSuccess: (rules) => cache.setQueryData(rulesQuery.queryKey, rules),
  });
}
