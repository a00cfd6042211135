import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { broadcastQuery } from './useBroadcast';
import { BROADCASTS_KEY } from './useBroadcasts';

export type BroadcastAct = 'send' | 'cancel' | 'remind';

const ASK: Record<BroadcastAct, (id: number) => ReturnType<typeof send>> = {
  send,
  cancel: (id) =>
    answer(api.POST('/api/broadcasts/{broadcast_id}/cancel', { params: { path: { broadcast_id: id } } })),
  remind: (id) =>
    answer(api.POST('/api/broadcasts/{broadcast_id}/remind', { params: { path: { broadcast_id: id } } })),
};

function send(id: number) {
  return answer(
    api.POST('/api/broadcasts/{broadcast_id}/send', { params: { path: { broadcast_id: id } }, body: {} }),
  );
}

/** Send, cancel, or remind the members who have not confirmed. */
export function useBroadcastAct() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: number; act: BroadcastAct }) => ASK[act](id),
    onSuccess: async (broadcast, { id }) => {
      cache.setQueryData(broadcastQuery(id).queryKey, broadcast);
      await cache.invalidateQueries({ queryKey: BROADCASTS_KEY });
      await cache.invalidateQueries({ queryKey: ['broadcast', id, 'tasks'] });
    },
  });
}
