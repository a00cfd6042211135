import type { BroadcastDraft } from '@lingqu/api';
import { useNavigate } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';

import { useBroadcastAct } from './useBroadcastAct';
import { useCreateBroadcast } from './useCreateBroadcast';
import { broadcastWords } from './words/broadcast';
import { composeWords } from './words/compose';

/** Keep a draft, or keep and send it; then show it. A refused send leaves the draft, and says so. */
export function useCompose() {
  const { t } = useWords(composeWords);
  const { t: word } = useWords(broadcastWords);
  const said = useSaid();
  const navigate = useNavigate();
  const create = useCreateBroadcast();
  const act = useBroadcastAct();
  const show = (broadcastId: number) =>
    void navigate({ to: '/broadcasts/$broadcastId', params: { broadcastId } });
  const send = (id: number) =>
    act.mutate(
      { id, act: 'send' },
      { onSuccess: () => said.done(word('sent')), onError: said.failed, onSettled: () => show(id) },
    );
  const keep = (draft: BroadcastDraft, then: 'show' | 'send') =>
    create.mutate(draft, {
      onSuccess: ({ broadcast_id: id }) => {
        if (then === 'send') {
          send(id);
          return;
        }
        said.done(t('saved'));
        show(id);
      },
      onError: said.failed,
    });
  return { keep, busy: create.isPending || act.isPending };
}
