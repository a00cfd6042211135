import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

/** The channels to filter by. */
export const useChannelNames = () =>
  useQuery({
    queryKey: ['channels', 'names'],
    queryFn: ({ signal }) => answer(api.GET('/api/channels', { params: { query: { limit: 200 } }, signal })),
    staleTime: 60_000,
    select: (page) => page.items.map(({ channel_id, name }) => ({ channel_id, name })),
  });
