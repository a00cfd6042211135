import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const BROADCASTS_KEY = ['broadcasts'];

/** One page of the broadcasts, newest first. */
export const useBroadcasts = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...BROADCASTS_KEY, cursor],
    queryFn: ({ signal }) => answer(api.GET('/api/broadcasts', { params: { query: { cursor } }, signal })),
    placeholderData: keepPreviousData,
  });
