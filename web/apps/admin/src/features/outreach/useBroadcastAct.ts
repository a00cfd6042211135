import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { broadcastQuery } from './useBroadcast';
import { BROADCASTS_KEY } from './useBroadcasts';

export type BroadcastAct = 'send' | 'approve' | 'return' | 'cancel' | 'remind';

export interface BroadcastActing {
  id: number;
  act: BroadcastAct;
  /** When a send shall leave; null is now. */
  at?: string | null;
  /** Which version is approved: the one that was seen. */
  version?: number;
}

function ask({ id, act, at = null, version }: BroadcastActing) {
  const params = { path: { broadcast_id: id } };
  switch (act) {
    case 'send':
      return answer(api.POST('/api/broadcasts/{broadcast_id}/send', { params, body: { at } }));
    case 'approve':
      return answer(
        api.POST('/api/broadcasts/{broadcast_id}/approve', {
          params,
          body: version === undefined ? null : { version },
        }),
      );
    case 'return':
      return answer(api.POST('/api/broadcasts/{broadcast_id}/return', { params }));
    case 'cancel':
      return answer(api.POST('/api/broadcasts/{broadcast_id}/cancel', { params }));
    case 'remind':
      return answer(api.POST('/api/broadcasts/{broadcast_id}/remind', { params }));
  }
}

/** Send, approve, give back, cancel, or remind the members who have not confirmed. */
export function useBroadcastAct() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: async (broadcast, { id }) => {
      cache.setQueryData(broadcastQuery(id).queryKey, broadcast);
      await cache.invalidateQueries({ queryKey: BROADCASTS_KEY });
      await cache.invalidateQueries({ queryKey: ['broadcast', id, 'tasks'] });
    },
  });
}
