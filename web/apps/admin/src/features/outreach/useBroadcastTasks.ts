import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

/** One page of the members' tasks of a broadcast; while it moves, looked at again. */
export const useBroadcastTasks = (id: number, cursor: string | undefined, moving: boolean) =>
  useQuery({
    queryKey: ['broadcast', id, 'tasks', cursor],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/broadcasts/{broadcast_id}/tasks', {
          params: { path: { broadcast_id: id }, query: { cursor } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: moving ? 5_000 : false,
  });
