import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { channelQuery } from './useChannel';

/** Stop a code: it stays in reports and is not scanned any more. */
export function useArchiveChannel(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(api.POST('/api/channels/{channel_id}/archive', { params: { path: { channel_id: id } } })),
    onSuccess: async (channel) => {
      cache.setQueryData(channelQuery(id).queryKey, channel);
      await cache.invalidateQueries({ queryKey: ['channels'] });
    },
  });
}
