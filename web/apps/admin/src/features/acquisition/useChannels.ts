import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

interface Asked {
  archived: boolean;
  cursor: string | undefined;
}

/** One page of the channel codes. */
export const useChannels = (asked: Asked) =>
  useQuery({
    queryKey: ['channels', 'list', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/channels', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
