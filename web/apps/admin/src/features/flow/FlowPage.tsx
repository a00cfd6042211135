import { type Flow } from '@lingqu/api';
import { type ReactNode, useMemo, useReducer, useState } from 'react';

import type { Family } from '@/shared/facts';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Chart, countsOver, Page, Panel, Resource, StateTag, Waiting } from '@/shared/ui';

import { ByChannel } from './ByChannel';
import { FactFeed } from './FactFeed';
import { startFeed, stepFeed } from './feed';
import css from './Flow.module.css';
import { Today } from './Today';
import { useFlow } from './useFlow';
import { useFlowStream } from './useFlowStream';
import { WaitingWork } from './WaitingWork';
import { flowWords } from './words';

/** The home: today's numbers, the last half hour, what is waiting, and the facts as they happen. */
export default function FlowPage() {
  return (
    <Resource query={useFlow()} waiting={<Frame content={<Waiting rows={12} />} />}>
      {(flow) => <LiveFlow flow={flow} />}
    </Resource>
  );
}

function Frame({ aside, content }: { aside?: ReactNode; content: ReactNode }) {
  const { t } = useWords(flowWords);
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={aside}>
      {content}
    </Page>
  );
}

function LiveFlow({ flow }: { flow: Flow }) {
  const { t } = useWords(flowWords);
  const [family, setFamily] = useState<Family | null>(null);
  const [feed, step] = useReducer(stepFeed, flow.recent, startFeed);
  const open = useFlowStream((fact) => step({ kind: 'arrive', fact, family }));
  const choose = (next: Family | null) => {
    setFamily(next);
    step({ kind: 'restart', recent: flow.recent, family: next });
  };
  const state = <StateTag tone={open ? 'good' : 'warn'}>{open ? t('live') : t('reconnecting')}</StateTag>;
  const content = (
    <>
      <Today flow={flow} />
      <div className={css.grid}>
        <Panel title={t('lastHalfHour')} note={t('perMinute')}>
          <HalfHour minutes={flow.per_minute} />
        </Panel>
        <WaitingWork waiting={flow.waiting} />
        <FactFeed feed={feed} family={family} onFamily={choose} step={step} />
        <ByChannel channels={flow.by_channel_today} />
      </div>
    </>
  );
  return <Frame aside={state} content={content} />;
}

function HalfHour({ minutes }: { minutes: Flow['per_minute'] }) {
  const { t } = useWords(flowWords);
  const format = useFormat();
  const option = useMemo(
    () =>
      countsOver(
        minutes.map((point) => format.minute(point.minute)),
        [
          { kind: 'bar', name: t('added'), values: minutes.map((point) => point.added) },
          { kind: 'line', name: t('greeted'), values: minutes.map((point) => point.greeted) },
          { kind: 'line', name: t('callbacks'), values: minutes.map((point) => point.callbacks) },
        ],
      ),
    [minutes, format, t],
  );
  return <Chart option={option} label={t('chartLabel')} height={248} />;
}
