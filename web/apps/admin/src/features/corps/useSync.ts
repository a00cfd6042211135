import { answer, api } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const WHILE_RUNNING_MS = 1_000;

const syncQuery = queryOptions({
  queryKey: ['corp', 'sync'],
  queryFn: ({ signal }) => answer(api.GET('/api/corp/sync', { signal })),
  refetchInterval: ({ state }) => (state.data?.state === 'running' ? WHILE_RUNNING_MS : false),
});

/** The first sync; while it runs it is asked each second. */
export const useSync = ({ enabled }: { enabled: boolean }) => useQuery({ ...syncQuery, enabled });

export function useStartSync() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST('/api/corp/sync')),
    onSuccess: (sync) => cache.setQueryData(syncQuery.queryKey, sync),
  });
}
