import { answer, api } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const LOOKED_AT_MS = 30_000;

const doorQuery = queryOptions({
  queryKey: ['event-door'],
  queryFn: ({ signal }) => answer(api.GET('/api/event-door', { signal })),
  refetchInterval: LOOKED_AT_MS,
});

/** Where events are told, whether there is a key, and what became of what was told. */
export const useEventDoor = () => useQuery(doorQuery);

/** Make a key; the one before it stays good for so many hours. The answer is the only place that has it. */
export function useTurnKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (formerHours: number) =>
      answer(api.POST('/api/event-door/key', { params: { query: { former_hours: formerHours } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: doorQuery.queryKey }),
    gcTime: 0,
  });
}

/** Let the former key end now. */
export function useEndFormerKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/event-door/former-key')),
    onSuccess: () => cache.invalidateQueries({ queryKey: doorQuery.queryKey }),
  });
}
