import type { Freeze, StoppedMoment } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { StopCircleIcon } from 'tdesign-icons-react';
import { Dialog } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, DataTable } from '@/shared/ui';

import css from './Freeze.module.css';
import { useFreeze, useRules } from './useRules';
import { freezeWords } from './words/freeze';

/** The switch that stops everything: asks, then says what it stopped and what had left. Gone while it is pulled. */
export function FreezeSwitch() {
  const { t } = useWords(freezeWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const rules = useRules();
  const freeze = useFreeze();
  const [asking, setAsking] = useState(false);
  const [stopped, setStopped] = useState<Freeze | null>(null);
  const pull = () =>
    freeze.mutate(undefined, {
      onSuccess: (told) => {
        setAsking(false);
        setStopped(told);
      },
      onError: said.failed,
    });
  const open = rules.data?.frozen_at === null;
  return (
    <>
      {mayOperate && open && (
        <Button theme="danger" variant="outline" icon={<StopCircleIcon />} onClick={() => setAsking(true)}>
          {t('stopAll')}
        </Button>
      )}
      <Dialog
        header={t('stopTitle')}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={pull}
        confirmBtn={{ content: t('stopNow'), theme: 'danger', loading: freeze.isPending }}
        cancelBtn={t('back')}
      >
        <ul className={css.what}>
          <li>{t('willStop')}</li>
          <li>{t('willRefuse')}</li>
          <li>{t('cannot')}</li>
          <li>{t('stays')}</li>
        </ul>
      </Dialog>
      <Dialog
        header={t('stoppedTitle')}
        visible={stopped !== null}
        width={640}
        onClose={() => setStopped(null)}
        onConfirm={() => setStopped(null)}
        confirmBtn={t('close')}
        cancelBtn={null}
      >
        {stopped !== null && <WhatStopped {...stopped} />}
      </Dialog>
    </>
  );
}

function WhatStopped({ stopped, moments }: Freeze) {
  const { t } = useWords(freezeWords);
  if (stopped.length === 0 && moments.length === 0) return <p className={css.sums}>{t('nothingRan')}</p>;
  return (
    <>
      {stopped.length > 0 && <StoppedBroadcasts stopped={stopped} />}
      {moments.length > 0 && <StoppedMoments moments={moments} />}
    </>
  );
}

function StoppedMoments({ moments }: { moments: StoppedMoment[] }) {
  const { t } = useWords(freezeWords);
  const { number } = useFormat();
  return (
    <>
      <p className={css.sums}>{t('momentSums', { count: moments.length })}</p>
      <DataTable
        label={t('moment')}
        rows={moments}
        rowKey={(row) => row.moment_id}
        columns={[
          {
            key: 'name',
            title: t('moment'),
            cell: (row) => (
              <Link to="/moments/$momentId" params={{ momentId: row.moment_id }}>
                {row.name}
              </Link>
            ),
          },
          {
            key: 'published',
            title: t('published'),
            width: 128,
            numeric: true,
            cell: (row) => t('of', { done: number(row.published), total: number(row.members) }),
          },
          {
            key: 'shown',
            title: t('shown'),
            width: 128,
            numeric: true,
            cell: (row) => number(row.shown),
          },
        ]}
      />
    </>
  );
}

function StoppedBroadcasts({ stopped }: Pick<Freeze, 'stopped'>) {
  const { t } = useWords(freezeWords);
  const { number } = useFormat();
  const sum = (of: 'delivered' | 'taken_back') => stopped.reduce((all, one) => all + one[of], 0);
  return (
    <>
      <p className={css.sums}>
        {t('sums', { count: stopped.length, takenBack: sum('taken_back'), delivered: sum('delivered') })}
      </p>
      <DataTable
        label={t('stoppedTitle')}
        rows={stopped}
        rowKey={(row) => row.broadcast_id}
        columns={[
          {
            key: 'name',
            title: t('broadcast'),
            cell: (row) => (
              <Link to="/broadcasts/$broadcastId" params={{ broadcastId: row.broadcast_id }}>
                {row.name}
              </Link>
            ),
          },
          {
            key: 'delivered',
            title: t('delivered'),
            width: 128,
            numeric: true,
            cell: (row) => number(row.delivered),
          },
          {
            key: 'back',
            title: t('takenBack'),
            width: 128,
            numeric: true,
            cell: (row) => number(row.taken_back),
          },
        ]}
      />
    </>
  );
}
