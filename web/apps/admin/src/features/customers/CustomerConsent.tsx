import type { Consent, ConsentStanding } from '@lingqu/api';
import { useState } from 'react';

import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, Button, type Column, DataTable, Resource, StateTag, text } from '@/shared/ui';

import css from './Consent.module.css';
import { ConsentLedger } from './ConsentLedger';
import { RecordConsent } from './RecordConsent';
import { Suppress } from './Suppress';
import { Suppressions } from './Suppressions';
import { useConsent } from './useConsent';
import { useGroundWord, useUntil } from './useConsentWords';
import { consentWords } from './words/consent';

const WAYS = ['broadcast', 'moment', 'groupchat'] as const;

/** What may be sent to a customer and why, how we leave them in peace, and all that they said. */
export function CustomerConsent({ customerId }: { customerId: number }) {
  return (
    <Resource query={useConsent(customerId)}>
      {(consent) => (
        <div className={css.consent}>
          <Standing consent={consent} customerId={customerId} />
          <Suppressions suppressions={consent.suppressions} customerId={customerId} />
          <ConsentLedger customerId={customerId} />
        </div>
      )}
    </Resource>
  );
}

function Standing({ consent, customerId }: { consent: Consent; customerId: number }) {
  const { t } = useWords(consentWords);
  const mayOperate = useMay('operate');
  const [asking, setAsking] = useState<'record' | 'suppress' | null>(null);
  const columns = useColumns(consent.standing);
  return (
    <section>
      <div className={css.head}>
        <h3>{t('standing')}</h3>
        {mayOperate && (
          <div className={css.acts}>
            <Button variant="outline" onClick={() => setAsking('record')}>
              {t('record')}
            </Button>
            <Button variant="outline" onClick={() => setAsking('suppress')}>
              {t('suppress')}
            </Button>
          </div>
        )}
      </div>
      <p className={text.quiet}>{t('standingNote')}</p>
      <div className={css.bleed}>
        <DataTable label={t('standing')} columns={columns} rows={[...WAYS]} rowKey={(way) => way} />
      </div>
      {asking === 'record' && <RecordConsent customerId={customerId} onClose={() => setAsking(null)} />}
      {asking === 'suppress' && <Suppress customerId={customerId} onClose={() => setAsking(null)} />}
    </section>
  );
}

function useColumns(standing: ConsentStanding[]): Column<(typeof WAYS)[number]>[] {
  const { t } = useWords(consentWords);
  const cell = (purpose: ConsentStanding['purpose'], way: ConsentStanding['channel']) => {
    const found = standing.find((one) => one.purpose === purpose && one.channel === way);
    return found === undefined ? null : <Verdict one={found} />;
  };
  return [
    { key: 'way', title: t('way'), width: 112, cell: (way) => t(way) },
    { key: 'marketing', title: t('marketing'), cell: (way) => cell('marketing', way) },
    { key: 'service', title: t('service'), cell: (way) => cell('service', way) },
  ];
}

function Verdict({ one }: { one: ConsentStanding }) {
  const { t } = useWords(consentWords);
  const ground = useGroundWord();
  const until = useUntil();
  return (
    <span className={css.verdict}>
      <StateTag tone={one.allowed ? 'good' : 'bad'}>{t(one.allowed ? 'allowed' : 'refused')}</StateTag>
      <small>
        {ground(one)}
        {one.ground === 'suppressed' && ` · ${until(one.until)}`}
        {one.since !== null && one.ground !== 'suppressed' && (
          <>
            {' · '}
            <Ago at={one.since} />
          </>
        )}
      </small>
    </span>
  );
}
