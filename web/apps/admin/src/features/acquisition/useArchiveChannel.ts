import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { channelQuery } from './useChannel';

/** Stop a code: it stays in reports and is not scanned any more. */
export function useArchiveChannel(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST('/api/channels/{id}/archive', { params: { path: { id } } })),
    onSuccess: async (channel) => {
      cache.setQueryData(channelQuery(id).queryKey, channel);
      await cache.invalidateQueries({ queryKey: ['channels'] });
    },
  });
}
