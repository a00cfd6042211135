import type { Grant } from '@lingqu/api';
import { useState } from 'react';
import { Checkbox, Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';

import { nameOf } from './GrantRow';
import css from './Grants.module.css';
import { useGrantAct } from './useGrants';
import { grantWords } from './words/grants';

interface GrantOffDialogProps {
  segmentId: number;
  grant: Grant;
  onClose: () => void;
}

/** Switch a grant off, and say what becomes of what it gave. */
export function GrantOffDialog({ segmentId, grant, onClose }: GrantOffDialogProps) {
  const { t } = useWords(grantWords);
  const said = useSaid();
  const act = useGrantAct(segmentId);
  const [takeBack, setTakeBack] = useState(false);
  const submit = () =>
    act.mutate(
      { act: 'off', id: grant.grant_id, takeBack },
      {
        onSuccess: () => {
          said.done(t('switchedOff'));
          onClose();
        },
        onError: said.failed,
      },
    );
  return (
    <Dialog
      visible
      header={t('dialogOff', { name: nameOf(grant) })}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('switchOff'), loading: act.isPending }}
      cancelBtn={t('cancel')}
    >
      {grant.tag_id === null ? (
        <p>{t('keepStage')}</p>
      ) : (
        <>
          <p className={css.lead}>{t('offText')}</p>
          <Checkbox checked={takeBack} onChange={setTakeBack}>
            {t('takeBack')}
          </Checkbox>
          <p className={css.under}>{takeBack ? t('takeBackHelp', { count: grant.given }) : t('keep')}</p>
        </>
      )}
    </Dialog>
  );
}
