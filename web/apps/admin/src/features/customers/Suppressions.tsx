import type { Suppression } from '@lingqu/api';
import { Popconfirm } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Ago, Button, StateTag, text } from '@/shared/ui';

import css from './Consent.module.css';
import { useLift } from './useConsent';
import { useReasonWord, useUntil } from './useConsentWords';
import { consentWords } from './words/consent';

const OF = { marketing: 'ofMarketing', service: 'ofService' } as const;

interface SuppressionsProps {
  suppressions: Suppression[];
  customerId: number;
}

/** How we leave the customer in peace, those that hold first. */
export function Suppressions({ suppressions, customerId }: SuppressionsProps) {
  const { t } = useWords(consentWords);
  return (
    <section>
      <h3>{t('suppressions')}</h3>
      <p className={text.quiet}>{t('suppressionsNote')}</p>
      {suppressions.length === 0 ? (
        <p className={css.none}>{t('noSuppression')}</p>
      ) : (
        <ul className={css.rests}>
          {suppressions.map((one) => (
            <Rest key={one.suppression_id} one={one} customerId={customerId} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Rest({ one, customerId }: { one: Suppression; customerId: number }) {
  const { t } = useWords(consentWords);
  const reason = useReasonWord();
  const until = useUntil();
  const said = useSaid();
  const mayOperate = useMay('operate');
  const lift = useLift(customerId);
  const state = one.holds ? 'holds' : one.lifted_at === null ? 'over' : 'lifted';
  const confirm = () =>
    lift.mutate(one.suppression_id, { onSuccess: () => said.done(t('liftDone')), onError: said.failed });
  return (
    <li>
      <span>
        <StateTag tone={one.holds ? 'warn' : 'muted'}>{t(state)}</StateTag>
      </span>
      <span className={text.pair}>
        <span>
          {`${t(one.purpose === null ? 'ofAll' : OF[one.purpose])} · ${reason(one.reason)} · ${until(one.ends_at)}`}
        </span>
        <small title={one.note ?? undefined}>
          {t('began')} <Ago at={one.began_at} />
          {one.note !== null && ` · ${one.note}`}
        </small>
      </span>
      {one.holds && mayOperate && (
        <Popconfirm content={t('liftAsk')} onConfirm={confirm}>
          <Button variant="text" theme="primary" size="small" loading={lift.isPending}>
            {t('lift')}
          </Button>
        </Popconfirm>
      )}
    </li>
  );
}
