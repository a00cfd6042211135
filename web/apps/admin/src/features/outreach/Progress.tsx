import type { Broadcast, BroadcastCounts } from '@lingqu/api';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Panel } from '@/shared/ui';

import css from './Broadcast.module.css';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';

/** Recipients that reached each stage, whatever became of them after it. */
export function funnelOf(counts: BroadcastCounts) {
  const confirmed = counts.delivered + counts.failed;
  return {
    planned: counts.total - counts.skipped,
    handedOver: confirmed + counts.handed_over + counts.expired + counts.unknown,
    confirmed,
    delivered: counts.delivered,
  };
}

const STAGES = ['planned', 'handedOver', 'confirmed', 'delivered'] as const;

/** How far it is: in customers, or in the groups it goes into. */
export function Progress({ counts, tasks, groups }: Pick<Broadcast, 'counts' | 'tasks' | 'groups'>) {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const { number, permille } = useFormat();
  const funnel = funnelOf(counts);
  const all = tasks.open + tasks.confirmed + tasks.expired + tasks.cancelled;
  return (
    <Panel
      title={t('funnel')}
      note={all > 0 ? `${t('tasks')} ${t('tasksOf', { done: tasks.confirmed, total: all })}` : undefined}
    >
      <ol className={css.funnel}>
        {STAGES.map((stage) => (
          <li key={stage}>
            <span>{groups === null || stage === 'planned' ? t(stage) : ofGroups(stage)}</span>
            <b>
              {number(funnel[stage])} <small>{groups === null ? t('people') : ofGroups('unit')}</small>
            </b>
            <small>
              {stage !== 'planned' && funnel.planned > 0
                ? t('ofPlanned', { share: permille((funnel[stage] * 1000) / funnel.planned) })
                : '\u00a0'}
            </small>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Everybody who did not get the message, by reason. */
export function NotDelivered({ broadcast: { counts, skips } }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { number } = useFormat();
  const reason = useReason();
  const rows = [
    ...skips.map((skip) => ({ name: reason(skip.reason), count: skip.count })),
    { name: t('failedRow'), count: counts.failed },
    { name: t('expiredRow'), count: counts.expired },
    { name: t('unknownRow'), count: counts.unknown },
    { name: t('cancelledRow'), count: counts.cancelled },
  ].filter((row) => row.count > 0);
  return (
    <Panel title={t('notDelivered')}>
      {rows.length === 0 && <span className={css.quiet}>{t('everybody')}</span>}
      <ul className={css.reasons}>
        {rows.map((row) => (
          <li key={row.name}>
            <span>{row.name}</span>
            <b>{number(row.count)}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
