import type { Check, CheckId, Doctor } from '@lingqu/api';
import { RefreshIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Ago, Button, Page, Panel, Resource, StateTag } from '@/shared/ui';

import { Checks } from './Checks';
import css from './Connect.module.css';
import { useDoctor } from './useDoctor';
import { doctorWords } from './words';

const PLACE: Record<CheckId, 'wecom' | 'server'> = {
  credentials: 'wecom',
  visible_range: 'wecom',
  trusted_ip: 'wecom',
  callback: 'wecom',
  console_welcome: 'wecom',
  groupchats: 'wecom',
  grants: 'wecom',
  database: 'server',
  search: 'server',
  clock: 'server',
  worker: 'server',
  history: 'server',
  segments: 'server',
  disk: 'server',
};

/** What is broken first, then what to note, then what is fine. */
const WORST_FIRST: Record<Check['state'], number> = { fail: 0, warn: 1, unknown: 2, ok: 3 };

export default function DoctorPage() {
  const { t } = useWords(doctorWords);
  const doctor = useDoctor();
  const recheck = (
    <Button icon={<RefreshIcon />} loading={doctor.isFetching} onClick={() => void doctor.refetch()}>
      {t('recheck')}
    </Button>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={recheck}>
      <Resource query={doctor}>{(told) => <Findings told={told} />}</Resource>
    </Page>
  );
}

function Findings({ told }: { told: Doctor }) {
  const { t } = useWords(doctorWords);
  const count = (state: Check['state']) => told.checks.filter((check) => check.state === state).length;
  const [fail, warn, ok] = [count('fail'), count('warn'), count('ok')];
  const fine = ok === told.checks.length;
  const tone = fine ? 'good' : fail > 0 ? 'bad' : 'warn';
  const sorted = [...told.checks].sort((a, b) => WORST_FIRST[a.state] - WORST_FIRST[b.state]);
  return (
    <>
      <div className={css.summary}>
        <StateTag tone={tone}>
          {fine ? t('allGood', { count: ok }) : t('summary', { fail, warn, ok })}
        </StateTag>
        <span>
          {t('checkedAt')} <Ago at={told.checked_at} />
        </span>
      </div>
      {(['wecom', 'server'] as const).map((place) => (
        <div key={place} style={{ marginBottom: 16 }}>
          <Panel title={t(place)}>
            <Checks checks={sorted.filter((check) => PLACE[check.id] === place)} />
          </Panel>
        </div>
      ))}
    </>
  );
}
