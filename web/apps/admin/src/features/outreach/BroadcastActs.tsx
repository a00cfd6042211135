import type { Broadcast } from '@lingqu/api';
import { useMemo, useState } from 'react';
import { Dialog } from 'tdesign-react';

import { type KeyOf, useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, LinkButton } from '@/shared/ui';

import { targetOfBroadcast } from './audience';
import { SendDialog } from './SendDialog';
import { isMoving } from './states';
import { type BroadcastAct, useBroadcastAct } from './useBroadcastAct';
import { useIsOwn } from './useIsOwn';
import { useSent } from './useSent';
import { broadcastWords } from './words/broadcast';
import { composeWords } from './words/compose';

/** Acts that are asked about in a sentence. */
type Asked = Exclude<BroadcastAct, 'send'>;

const DONE: Record<Asked, Extract<KeyOf<typeof broadcastWords>, `${Asked}Done`>> = {
  approve: 'approveDone',
  return: 'returnDone',
  cancel: 'cancelDone',
  remind: 'remindDone',
};

/** What may be done with a broadcast in its state, each after asking. */
export function BroadcastActs({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { t: word } = useWords(composeWords);
  const mayOperate = useMay('operate');
  const own = useIsOwn(broadcast);
  const [asked, setAsked] = useState<BroadcastAct | null>(null);
  if (!mayOperate) return null;
  const { broadcast_id: broadcastId, state, tasks } = broadcast;
  const awaits = state === 'awaiting_approval';
  const unsent = state === 'draft' || awaits || state === 'scheduled';
  return (
    <>
      {(unsent || isMoving(state)) && (
        <Button variant="outline" onClick={() => setAsked('cancel')}>
          {t('cancel')}
        </Button>
      )}
      {unsent && (
        <LinkButton to="/broadcasts/$broadcastId/edit" params={{ broadcastId }} variant="outline">
          {word('edit')}
        </LinkButton>
      )}
      {awaits && (
        <Button variant="outline" onClick={() => setAsked('return')}>
          {t('return')}
        </Button>
      )}
      {awaits && !own && <Button onClick={() => setAsked('approve')}>{t('approve')}</Button>}
      {state === 'waiting' && tasks.open > 0 && (
        <Button onClick={() => setAsked('remind')}>{t('remind')}</Button>
      )}
      {state === 'draft' && <Button onClick={() => setAsked('send')}>{t('send')}</Button>}
      {asked === 'send' && <Send broadcast={broadcast} onClose={() => setAsked(null)} />}
      {asked !== null && asked !== 'send' && (
        <Confirm broadcast={broadcast} act={asked} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

interface ActProps {
  broadcast: Broadcast;
  onClose: () => void;
}

function Send({ broadcast, onClose }: ActProps) {
  const said = useSaid();
  const sent = useSent();
  const act = useBroadcastAct();
  const { broadcast_id: id, name, programme } = broadcast;
  const target = useMemo(() => targetOfBroadcast(broadcast), [broadcast]);
  return (
    <SendDialog
      name={name}
      target={target}
      programmeId={programme?.programme_id ?? null}
      contents={broadcast.variants.length}
      busy={act.isPending}
      onClose={onClose}
      onSend={(at) =>
        act.mutate(
          { id, act: 'send', at },
          {
            onSuccess: (told) => {
              sent(told);
              onClose();
            },
            onError: said.failed,
          },
        )
      }
    />
  );
}

function Confirm({ broadcast, act: asked, onClose }: ActProps & { act: Asked }) {
  const { t } = useWords(broadcastWords);
  const said = useSaid();
  const act = useBroadcastAct();
  const { broadcast_id: id, version, name, state, tasks } = broadcast;
  const confirm = () =>
    act.mutate(
      { id, act: asked, version },
      {
        onSuccess: () => {
          said.done(t(DONE[asked]));
          onClose();
        },
        onError: said.failed,
      },
    );
  const titles: Record<Asked, string> = {
    approve: t('approveTitle', { name }),
    return: t('returnTitle', { name }),
    cancel: t('cancelTitle', { name }),
    remind: t('remindTitle', { count: tasks.open }),
  };
  return (
    <Dialog
      visible
      header={titles[asked]}
      onClose={onClose}
      onConfirm={confirm}
      confirmBtn={{
        content: t(asked),
        theme: asked === 'cancel' ? 'danger' : 'primary',
        loading: act.isPending,
      }}
      cancelBtn={t('keep')}
    >
      {t(asked === 'cancel' && !isMoving(state) ? 'cancelUnsentText' : `${asked}Text`)}
    </Dialog>
  );
}
