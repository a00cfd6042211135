import type { Sync, SyncStage } from '@lingqu/api';
import { Alert } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, LinkButton } from '@/shared/ui';

import css from './Connect.module.css';
import { Step, type StepState } from './Step';
import { useStartSync, useSync } from './useSync';
import { connectWords } from './words';

const STEP: Record<Sync['state'], StepState> = {
  idle: 'now',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

/** The last step: read what the corp already has, with a bar for each stage. */
export function SyncStep({ ready, mayConnect }: { ready: boolean; mayConnect: boolean }) {
  const { t } = useWords(connectWords);
  const said = useSaid();
  const sync = useSync({ enabled: ready }).data;
  const start = useStartSync();
  const state = sync?.state ?? 'idle';
  const startWord = state === 'done' ? t('again') : state === 'failed' ? t('retrySync') : t('start');
  return (
    <Step number={4} title={t('step4')} state={ready ? STEP[state] : 'later'} how={t('step4How')}>
      {sync?.error != null && (
        <Alert
          theme="error"
          style={{ marginBottom: 16 }}
          title={sync.error.code}
          message={sync.error.message}
        />
      )}
      <ul className={css.stages}>
        {sync?.stages.map((stage) => (
          <Stage key={stage.name} stage={stage} />
        ))}
      </ul>
      <div className={css.acts}>
        {mayConnect && (
          <Button
            variant={state === 'done' ? 'outline' : 'base'}
            disabled={state === 'running'}
            loading={start.isPending}
            onClick={() => start.mutate(undefined, { onError: said.failed })}
          >
            {startWord}
          </Button>
        )}
        {state === 'done' && <LinkButton to="/flow">{t('goLive')}</LinkButton>}
      </div>
    </Step>
  );
}

function Stage({ stage }: { stage: SyncStage }) {
  const { t } = useWords(connectWords);
  const { number } = useFormat();
  const { done, total, state } = stage;
  const share = state === 'done' ? 1 : total === null || total === 0 ? 0 : done / total;
  const told =
    state === 'waiting'
      ? t('waiting')
      : total === null
        ? t('progressOpen', { done })
        : t('progress', { done, total });
  return (
    <li>
      <span>{t(stage.name)}</span>
      <div
        className={css.bar}
        data-state={state}
        role="progressbar"
        aria-label={t(stage.name)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={number(done)}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <span>{told}</span>
    </li>
  );
}
