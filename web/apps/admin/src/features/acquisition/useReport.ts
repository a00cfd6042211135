import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export interface Days {
  /** Both inclusive, in the corp's days. */
  from: string;
  to: string;
}

/** The report of one channel. */
export const useChannelReport = (id: number, days: Days) =>
  useQuery({
    queryKey: ['channel', id, 'report', days],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/channels/{channel_id}/report', {
          params: { path: { channel_id: id }, query: days },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** The report over all channels. */
export const useReport = (days: Days) =>
  useQuery({
    queryKey: ['channels', 'report', days],
    queryFn: ({ signal }) => answer(api.GET('/api/report/channels', { params: { query: days }, signal })),
    placeholderData: keepPreviousData,
  });
