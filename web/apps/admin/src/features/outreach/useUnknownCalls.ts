import { answer, api } from '@lingqu/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const FOLLOWED_AFTER_MS = 3_000;

const keyOf = (id: number) => ['broadcast', id, 'unknown'];

/** The calls of a broadcast of which WeCom cannot tell; while it moves, looked at again. */
export const useUnknownCalls = (id: number, moving: boolean) =>
  useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/broadcasts/{broadcast_id}/unknown', { params: { path: { broadcast_id: id } }, signal }),
      ),
    refetchInterval: moving ? 10_000 : false,
  });

export interface Settling {
  groupSendId: number;
  sent: boolean;
  words: string;
}

/** Say what became of a call; its recipients follow soon after. */
export function useSettleCall(id: number) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: ['broadcast', id] });
  return useMutation({
    mutationFn: ({ groupSendId, sent, words }: Settling) =>
      answer(
        api.POST('/api/broadcasts/{broadcast_id}/unknown/{group_send_id}/settle', {
          params: { path: { broadcast_id: id, group_send_id: groupSendId } },
          body: { sent, words },
        }),
      ),
    onSettled: refresh,
    onSuccess: () => void setTimeout(() => void refresh(), FOLLOWED_AFTER_MS),
  });
}
