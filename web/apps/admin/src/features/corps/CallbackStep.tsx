import type { Corp } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Ago, CopyField } from '@/shared/ui';

import css from './Connect.module.css';
import { Step, type StepState } from './Step';
import { connectWords } from './words';

/** The step in which WeCom is told where to send events, with the three values to paste. */
export function CallbackStep({ corp }: { corp: Corp }) {
  const { t } = useWords(connectWords);
  const verified = corp.callback_verified_at !== null;
  const state: StepState = !corp.connected ? 'later' : verified ? 'done' : 'now';
  const hidden = t('hidden');
  return (
    <Step number={3} title={t('step3')} state={state} how={t('step3How')}>
      <CopyField label={t('callbackUrl')} value={corp.callback_url ?? hidden} />
      <CopyField label={t('token')} value={corp.callback_token ?? hidden} />
      <CopyField label={t('aesKey')} value={corp.callback_aes_key ?? hidden} />
      {verified ? (
        <dl className={css.facts}>
          <div>
            <dt>{t('verified')}</dt>
            <dd>
              <Ago at={corp.callback_verified_at ?? ''} />
            </dd>
          </div>
          <div>
            <dt>{t('lastCallback')}</dt>
            <dd>{corp.last_callback_at === null ? t('noCallback') : <Ago at={corp.last_callback_at} />}</dd>
          </div>
        </dl>
      ) : (
        <p className={css.how}>{t('step3Waiting')}</p>
      )}
    </Step>
  );
}
