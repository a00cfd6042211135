import { answer, api, type Broadcast, type BroadcastDraft } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { broadcastQuery } from './useBroadcast';
import { BROADCASTS_KEY } from './useBroadcasts';

function ask(draft: BroadcastDraft, changes: Broadcast | undefined) {
  if (changes === undefined) return answer(api.POST('/api/broadcasts', { body: draft }));
  const params = { path: { broadcast_id: changes.broadcast_id } };
  return answer(
    api.PUT('/api/broadcasts/{broadcast_id}', { params, body: { ...draft, version: changes.version } }),
  );
}

/** Keep a broadcast: a new one as a draft, or what changes of one, from the version that was seen. */
export function useKeepBroadcast(changes: Broadcast | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (draft: BroadcastDraft) => ask(draft, changes),
    onSuccess: async (broadcast) => {
      cache.setQueryData(broadcastQuery(broadcast.broadcast_id).queryKey, broadcast);
      await cache.invalidateQueries({ queryKey: BROADCASTS_KEY });
    },
  });
}
