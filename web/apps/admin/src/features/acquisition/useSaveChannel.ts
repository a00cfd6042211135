import { answer, api, type ChannelDraft } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { channelQuery } from './useChannel';

/** Create a channel (no id) or revise one. */
export function useSaveChannel(id: number | null) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ChannelDraft) =>
      id === null
        ? answer(api.POST('/api/channels', { body }))
        : answer(api.PATCH('/api/channels/{channel_id}', { params: { path: { channel_id: id } }, body })),
    onSuccess: async (channel) => {
      cache.setQueryData(channelQuery(channel.channel_id).queryKey, channel);
      await cache.invalidateQueries({ queryKey: ['channels'] });
    },
  });
}
