import type { Moment } from '@lingqu/api';
import { useMemo, useState } from 'react';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button } from '@/shared/ui';

import { useIsOwn } from './useIsOwn';
import { MomentSendDialog } from './MomentSendDialog';
import { choiceOfKept } from './momentWriting';
import { isUnderWay, type MomentAct, useMomentAct } from './useMoments';
import { momentWords } from './words/moment';

const DONE = {
  send: 'sent',
  approve: 'approved',
  return: 'returned',
  cancel: 'cancelledDone',
} as const;

/** What may be done with a moment in its state, each after asking. */
export function MomentActs({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const act = useMomentAct();
  const own = useIsOwn(moment);
  const [asked, setAsked] = useState<MomentAct | null>(null);
  const choice = useMemo(() => choiceOfKept(moment), [moment]);
  if (!mayOperate) return null;
  const { moment_id: id, name, state } = moment;
  const awaits = state === 'awaiting_approval';
  const close = () => setAsked(null);
  const confirm = () => {
    if (asked === null) return;
    act.mutate(
      { id, act: asked },
      {
        onSuccess: (told) => {
          said.done(t(told.state === 'awaiting_approval' ? 'submitted' : DONE[asked]));
          close();
        },
        onError: said.failed,
      },
    );
  };
  return (
    <>
      {(state === 'draft' || awaits || isUnderWay(state)) && (
        <Button variant="outline" onClick={() => setAsked('cancel')}>
          {t('cancel')}
        </Button>
      )}
      {awaits && (
        <Button variant="outline" onClick={() => setAsked('return')}>
          {t('return')}
        </Button>
      )}
      {awaits && !own && <Button onClick={() => setAsked('approve')}>{t('approve')}</Button>}
      {state === 'draft' && <Button onClick={() => setAsked('send')}>{t('send')}</Button>}
      {asked === 'send' && (
        <MomentSendDialog name={name} choice={choice} busy={act.isPending} onSend={confirm} onClose={close} />
      )}
      <Dialog
        header={t(`${asked ?? 'cancel'}Title`, { name })}
        visible={asked !== null && asked !== 'send'}
        onClose={close}
        onConfirm={confirm}
        confirmBtn={{
          content: t(asked ?? 'cancel'),
          theme: asked === 'cancel' ? 'danger' : 'primary',
          loading: act.isPending,
        }}
        cancelBtn={t('keep')}
      >
        {t(`${asked ?? 'cancel'}Text`)}
      </Dialog>
    </>
  );
}
