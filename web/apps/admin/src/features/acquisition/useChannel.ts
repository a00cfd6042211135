import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

const WHILE_PREPARING_MS = 2_000;

export const channelQuery = (id: number) =>
  queryOptions({
    queryKey: ['channel', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/channels/{channel_id}', { params: { path: { channel_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'preparing' ? WHILE_PREPARING_MS : false),
  });

/** One channel; while WeCom is asked for its code, it is looked at again. */
export const useChannel = (id: number) => useQuery(channelQuery(id));
