import { ApiError, type Broadcast, type BroadcastDraft } from '@lingqu/api';
import { useNavigate } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';

import { useBroadcastAct } from './useBroadcastAct';
import { useKeepBroadcast } from './useKeepBroadcast';
import { useSent } from './useSent';
import { composeWords } from './words/compose';

/**
 * Keep a draft, or what changes of one, or keep and send it; then show it. A refused send leaves the draft, and says so.
 * Of a draft that is refused, `onFault` is told the place of the fault.
 */
export function useCompose(onFault: (place: string) => void, changes?: Broadcast) {
  const { t } = useWords(composeWords);
  const said = useSaid();
  const sent = useSent();
  const navigate = useNavigate();
  const keeping = useKeepBroadcast(changes);
  const act = useBroadcastAct();
  const show = (broadcastId: number) =>
    void navigate({ to: '/broadcasts/$broadcastId', params: { broadcastId } });
  const send = (id: number, at: string | null) =>
    act.mutate({ id, act: 'send', at }, { onSuccess: sent, onError: said.failed, onSettled: () => show(id) });
  const keep = (draft: BroadcastDraft, sending: { at: string | null } | null) =>
    keeping.mutate(draft, {
      onSuccess: ({ broadcast_id: id, state }) => {
        if (sending !== null && state === 'draft') {
          send(id, sending.at);
          return;
        }
        said.done(t(changes === undefined ? 'saved' : 'revised'));
        show(id);
      },
      onError: (error) => {
        if (error instanceof ApiError && error.place !== null) onFault(error.place);
        said.failed(error);
      },
    });
  return { keep, busy: keeping.isPending || act.isPending };
}
