import { answer, api, type BroadcastDraft } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { broadcastQuery } from './useBroadcast';
import { BROADCASTS_KEY } from './useBroadcasts';

/** Keep a broadcast as a draft. */
export function useCreateBroadcast() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: BroadcastDraft) => answer(api.POST('/api/broadcasts', { body })),
    onSuccess: async (broadcast) => {
      cache.setQueryData(broadcastQuery(broadcast.broadcast_id).queryKey, broadcast);
      await cache.invalidateQueries({ queryKey: BROADCASTS_KEY });
    },
  });
}
