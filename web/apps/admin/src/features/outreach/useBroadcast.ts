import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

import { isMoving } from './states';

const WHILE_MOVING_MS = 3_000;

export const broadcastQuery = (id: number) =>
  queryOptions({
    queryKey: ['broadcast', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/broadcasts/{broadcast_id}', { params: { path: { broadcast_id: id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isMoving(state.data.state) ? WHILE_MOVING_MS : false,
  });

/** One broadcast; until it is settled it is looked at every few seconds. */
export const useBroadcast = (id: number) => useQuery(broadcastQuery(id));
