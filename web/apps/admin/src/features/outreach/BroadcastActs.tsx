import type { Broadcast } from '@lingqu/api';
import { useState } from 'react';
import { Dialog } from 'tdesign-react';

import { type KeyOf, useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button } from '@/shared/ui';

import { MemberConfirms } from './MemberConfirms';
import { isMoving } from './states';
import { type BroadcastAct, useBroadcastAct } from './useBroadcastAct';
import { broadcastWords } from './words/broadcast';

const DONE: Record<
  BroadcastAct,
  Extract<KeyOf<typeof broadcastWords>, 'sent' | 'cancelledDone' | 'reminded'>
> = {
  send: 'sent',
  cancel: 'cancelledDone',
  remind: 'reminded',
};

/** What may be done with a broadcast in its state, each after asking. */
export function BroadcastActs({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const act = useBroadcastAct();
  const [asked, setAsked] = useState<BroadcastAct | null>(null);
  if (!mayOperate) return null;
  const { broadcast_id: id, name, state, tasks } = broadcast;
  const confirm = () => {
    if (asked === null) return;
    act.mutate(
      { id, act: asked },
      {
        onSuccess: () => {
          said.done(t(DONE[asked]));
          setAsked(null);
        },
        onError: said.failed,
      },
    );
  };
  const titles: Record<BroadcastAct, string> = {
    send: t('sendTitle', { name }),
    cancel: t('cancelTitle', { name }),
    remind: t('remindTitle', { count: tasks.open }),
  };
  return (
    <>
      {(state === 'draft' || isMoving(state)) && (
        <Button variant="outline" onClick={() => setAsked('cancel')}>
          {t('cancel')}
        </Button>
      )}
      {state === 'waiting' && tasks.open > 0 && (
        <Button onClick={() => setAsked('remind')}>{t('remind')}</Button>
      )}
      {state === 'draft' && <Button onClick={() => setAsked('send')}>{t('send')}</Button>}
      <Dialog
        header={asked === null ? '' : titles[asked]}
        visible={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={confirm}
        confirmBtn={{
          content: t(asked ?? 'send'),
          theme: asked === 'cancel' ? 'danger' : 'primary',
          loading: act.isPending,
        }}
        cancelBtn={t('keep')}
      >
        {asked === 'send' && <MemberConfirms />}
        {asked === 'cancel' && t('cancelText')}
        {asked === 'remind' && t('remindText')}
      </Dialog>
    </>
  );
}
