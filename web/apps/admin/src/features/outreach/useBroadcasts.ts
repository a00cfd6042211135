import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const BROADCASTS_KEY = ['broadcasts'];

interface BroadcastsAsked {
  /** Only those of one programme. */
  programme_id?: number;
  cursor: string | undefined;
}

/** One page of the broadcasts, newest first. */
export const useBroadcasts = (asked: BroadcastsAsked) =>
  useQuery({
    queryKey: [...BROADCASTS_KEY, asked],
    queryFn: ({ signal }) => answer(api.GET('/api/broadcasts', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
