import type { Corp } from '@lingqu/api';
import { useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Button, Page, Resource } from '@/shared/ui';

import { CallbackStep } from './CallbackStep';
import { Checks } from './Checks';
import css from './Connect.module.css';
import { CredentialsForm } from './CredentialsForm';
import { Step, type StepState } from './Step';
import { SyncStep } from './SyncStep';
import { useCorp } from './useCorp';
import { useDoctor } from './useDoctor';
import { connectWords } from './words';

/** The steps a real corp takes to connect, in order, each with its state. */
export default function ConnectPage() {
  const { t } = useWords(connectWords);
  const mayConnect = useMay('connect');
  return (
    <Page title={t('title')} purpose={mayConnect ? t('purpose') : t('readOnly')}>
      <Resource query={useCorp()}>
        {(corp) => (
          <ol className={css.steps}>
            <CredentialsStep corp={corp} mayConnect={mayConnect} />
            <RangeStep connected={corp.connected} />
            <CallbackStep corp={corp} />
            <SyncStep ready={corp.connected} mayConnect={mayConnect} />
          </ol>
        )}
      </Resource>
    </Page>
  );
}

function CredentialsStep({ corp, mayConnect }: { corp: Corp; mayConnect: boolean }) {
  const { t } = useWords(connectWords);
  const { permille } = useFormat();
  const [changing, setChanging] = useState(false);
  const done = corp.connected && !changing;
  const change = (
    <Button variant="text" theme="primary" onClick={() => setChanging(true)}>
      {t('change')}
    </Button>
  );
  return (
    <Step
      number={1}
      title={t('step1')}
      state={done ? 'done' : 'now'}
      how={done ? undefined : t('step1How')}
      aside={done && mayConnect ? change : undefined}
    >
      {done ? (
        <>
          <dl className={css.facts}>
            <div>
              <dt>{t('corpid')}</dt>
              <dd>{corp.corpid}</dd>
            </div>
            <div>
              <dt>{t('agentid')}</dt>
              <dd>{corp.agentid}</dd>
            </div>
            <div>
              <dt>{t('secret')}</dt>
              <dd>{t('secretSaved')}</dd>
            </div>
          </dl>
          <p className={css.how}>{t('quota', { share: permille(corp.quota_share_permille) })}</p>
        </>
      ) : (
        mayConnect && (
          <CredentialsForm
            corp={corp}
            onSaved={() => setChanging(false)}
            onCancel={corp.connected ? () => setChanging(false) : null}
          />
        )
      )}
    </Step>
  );
}

const RANGE_CHECKS = ['credentials', 'visible_range', 'trusted_ip', 'console_welcome'];

function RangeStep({ connected }: { connected: boolean }) {
  const { t } = useWords(connectWords);
  const doctor = useDoctor({ enabled: connected });
  const checks = doctor.data?.checks.filter((check) => RANGE_CHECKS.includes(check.id)) ?? [];
  const state: StepState = !connected
    ? 'later'
    : doctor.data === undefined
      ? 'running'
      : checks.some((check) => check.state === 'fail')
        ? 'failed'
        : 'done';
  const recheck = connected && (
    <Button variant="text" theme="primary" loading={doctor.isFetching} onClick={() => void doctor.refetch()}>
      {t('recheck')}
    </Button>
  );
  return (
    <Step number={2} title={t('step2')} state={state} aside={recheck}>
      <ul className={css.todo}>
        <li>{t('step2Range')}</li>
        <li>{t('step2Api')}</li>
        <li>{t('step2Ip')}</li>
        <li>{t('step2Welcome')}</li>
      </ul>
      <Resource query={doctor}>{() => <Checks checks={checks} />}</Resource>
    </Step>
  );
}
