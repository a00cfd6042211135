import type { Broadcast, Task } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Ago, type Column, Empty, KeysetList, StateTag, text } from '@/shared/ui';

import { isMoving, TASK_TONES } from './states';
import { useBroadcastTasks } from './useBroadcastTasks';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';
import { variantWords } from './words/variants';

/** The members' tasks: who has confirmed, who not, how often reminded. */
export function TaskTable({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const keyset = useKeyset(broadcast.broadcast_id);
  const tasks = useBroadcastTasks(broadcast.broadcast_id, keyset.cursor, isMoving(broadcast.state));
  const columns = useColumns({
    intoGroups: broadcast.groups !== null,
    severalContents: broadcast.variants.length > 1,
  });
  const { t: ofGroups } = useWords(groupsWords);
  return (
    <KeysetList
      label={t('tab.tasks')}
      query={tasks}
      keyset={keyset}
      columns={columns}
      rowKey={(row) => row.task_id}
      empty={
        <Empty
          title={t('noTasks')}
          text={broadcast.groups === null ? t('noTasksText') : ofGroups('noTasksText')}
        />
      }
    />
  );
}

interface Told {
  intoGroups: boolean;
  severalContents: boolean;
}

function useColumns({ intoGroups, severalContents }: Told): Column<Task>[] {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const { t: word } = useWords(variantWords);
  const { number } = useFormat();
  return [
    {
      key: 'member',
      title: intoGroups ? ofGroups('owners') : t('member'),
      cell: (row) => (
        <span className={text.pair}>
          {row.staff.name}
          <small>{row.staff.shop_name}</small>
        </span>
      ),
    },
    ...(severalContents
      ? [{ key: 'variant', title: word('variant'), width: 80, cell: (row: Task) => row.variant }]
      : []),
    {
      key: 'state',
      title: t('state'),
      width: 136,
      cell: (row) => (
        <StateTag
          tone={TASK_TONES[row.state]}
          {...(row.cancel_reason !== null && { title: t(`ended.${row.cancel_reason}`) })}
        >
          {t(`task.${row.state}`)}
        </StateTag>
      ),
    },
    {
      key: 'customers',
      title: intoGroups ? ofGroups('groups') : t('customers'),
      width: intoGroups ? 136 : 104,
      numeric: true,
      cell: (row) => number(row.customers),
    },
    {
      key: 'delivered',
      title: t('deliveredCount'),
      width: 104,
      numeric: true,
      cell: (row) => number(row.delivered),
    },
    { key: 'failed', title: t('failedCount'), width: 104, numeric: true, cell: (row) => number(row.failed) },
    { key: 'opened', title: t('openedAt'), width: 136, cell: (row) => <Ago at={row.opened_at} /> },
    {
      key: 'confirmed',
      title: t('confirmedAt'),
      width: 136,
      cell: (row) =>
        row.confirmed_at === null ? (
          <span className={text.quiet}>{t('notYet')}</span>
        ) : (
          <Ago at={row.confirmed_at} />
        ),
    },
    {
      key: 'reminders',
      title: t('reminders'),
      width: 104,
      numeric: true,
      cell: (row) => t('times', { count: row.reminders }),
    },
  ];
}
