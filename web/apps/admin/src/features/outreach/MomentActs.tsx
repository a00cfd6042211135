import type { Moment } from '@lingqu/api';
import { useState } from 'react';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button } from '@/shared/ui';

import { isUnderWay, type MomentAct, useMomentAct } from './useMoments';
import { momentWords } from './words/moment';

/** What may be done with a moment in its state, each after asking. */
export function MomentActs({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const act = useMomentAct();
  const [asked, setAsked] = useState<MomentAct | null>(null);
  if (!mayOperate) return null;
  const { moment_id: id, name, state } = moment;
  const confirm = () => {
    if (asked === null) return;
    act.mutate(
      { id, act: asked },
      {
        onSuccess: () => {
          said.done(t(asked === 'send' ? 'sent' : 'cancelledDone'));
          setAsked(null);
        },
        onError: said.failed,
      },
    );
  };
  return (
    <>
      {(state === 'draft' || isUnderWay(state)) && (
        <Button variant="outline" onClick={() => setAsked('cancel')}>
          {t('cancel')}
        </Button>
      )}
      {state === 'draft' && <Button onClick={() => setAsked('send')}>{t('send')}</Button>}
      <Dialog
        header={asked === 'cancel' ? t('cancelTitle', { name }) : t('sendTitle', { name })}
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
        {t(asked === 'cancel' ? 'cancelText' : 'sendText')}
      </Dialog>
    </>
  );
}
