import { useState } from 'react';
import { StopCircleIcon } from 'tdesign-icons-react';
import { Dialog } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button } from '@/shared/ui';

import css from './Freeze.module.css';
import { useRules, useThaw } from './useRules';
import { freezeWords } from './words/freeze';

/** While everything is stopped: since when, by whom, and the way back for who may. Nothing otherwise. */
export function FrozenBanner() {
  const { t } = useWords(freezeWords);
  const { instant } = useFormat();
  const mayThaw = useMay('connect');
  const said = useSaid();
  const rules = useRules();
  const thaw = useThaw();
  const [asking, setAsking] = useState(false);
  const at = rules.data?.frozen_at;
  if (at === undefined || at === null) return null;
  const name = rules.data?.frozen_by ?? null;
  const confirm = () =>
    thaw.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        said.done(t('thawed'));
      },
      onError: said.failed,
    });
  return (
    <div className={css.banner} role="alert">
      <StopCircleIcon size="24px" />
      <div className={css.told}>
        <b>{t('frozen')}</b>
        <span>
          {name === null ? t('sinceUnknown', { at: instant(at) }) : t('since', { name, at: instant(at) })}
          {!mayThaw && ` ${t('askAdmin')}`}
        </span>
      </div>
      {mayThaw && (
        <Button variant="outline" onClick={() => setAsking(true)}>
          {t('thaw')}
        </Button>
      )}
      <Dialog
        header={t('thawTitle')}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
        confirmBtn={{ content: t('thaw'), loading: thaw.isPending }}
        cancelBtn={t('back')}
      >
        {t('thawText')}
      </Dialog>
    </div>
  );
}
