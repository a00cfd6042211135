import type { BoardTask } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from 'tdesign-react';

import { useServerNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { TASK_TONES, taskWords } from '@/shared/tasks';
import { Ago, Button, type Column, DataTable, StateTag, text } from '@/shared/ui';

import css from './Board.module.css';
import { useTaskAct } from './useTasks';
import { boardWords } from './words';

/** Tasks as rows; open ones of work orders can be reminded of and taken back. */
export function TaskTable({ rows, stale }: { rows: BoardTask[]; stale: boolean }) {
  const { t } = useWords(boardWords);
  const said = useSaid();
  const act = useTaskAct();
  const [asked, setAsked] = useState<BoardTask | null>(null);
  const remind = (task: BoardTask) =>
    act.mutate(
      { taskId: task.task_id, act: 'remind' },
      { onSuccess: () => said.done(t('reminded')), onError: said.failed },
    );
  const cancel = () => {
    if (asked === null) return;
    act.mutate(
      { taskId: asked.task_id, act: 'cancel' },
      {
        onSuccess: () => {
          said.done(t('cancelledDone'));
          setAsked(null);
        },
        onError: said.failed,
      },
    );
  };
  const columns = useColumns({ remind, cancel: setAsked });
  return (
    <>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.task_id}
        stale={stale}
      />
      <Dialog
        header={
          asked === null
            ? ''
            : t('cancelTitle', { name: asked.staff.name, task: asked.title ?? t('groupSend') })
        }
        visible={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={cancel}
        confirmBtn={{ content: t('cancel'), theme: 'danger', loading: act.isPending }}
        cancelBtn={t('keep')}
      >
        {t('cancelText')}
      </Dialog>
    </>
  );
}

interface Acts {
  remind: (task: BoardTask) => void;
  cancel: (task: BoardTask) => void;
}

function useColumns({ remind, cancel }: Acts): Column<BoardTask>[] {
  const { t } = useWords(boardWords);
  const { t: word } = useWords(taskWords);
  const mayOperate = useMay('operate');
  const columns: Column<BoardTask>[] = [
    {
      key: 'staff',
      title: t('staff'),
      width: 152,
      cell: (row) => (
        <span className={text.pair}>
          {row.staff.name}
          <small>{row.staff.shop?.name ?? t('noShop')}</small>
        </span>
      ),
    },
    { key: 'task', title: t('task'), cell: (row) => <Title task={row} /> },
    {
      key: 'state',
      title: t('state'),
      width: 112,
      cell: (row) => (
        <StateTag
          tone={TASK_TONES[row.state]}
          {...(row.declined !== null && { title: word(`declined.${row.declined}`) })}
          {...(row.cancel_reason !== null && { title: word(`ended.${row.cancel_reason}`) })}
        >
          {row.declined === null ? word(`state.${row.state}`) : word('declinedState')}
        </StateTag>
      ),
    },
    { key: 'signal', title: t('signal'), width: 128, cell: (row) => <Signal task={row} /> },
    { key: 'deadline', title: t('deadline'), width: 104, cell: (row) => <Deadline task={row} /> },
    {
      key: 'customers',
      title: t('customers'),
      width: 80,
      numeric: true,
      cell: (row) =>
        row.customers === 0 ? '' : t('progress', { done: row.customers_done, total: row.customers }),
    },
    {
      key: 'reminders',
      title: t('reminders'),
      width: 80,
      numeric: true,
      cell: (row) => t('times', { count: row.reminders }),
    },
  ];
  if (!mayOperate) return columns;
  return [
    ...columns,
    {
      key: 'acts',
      title: t('acts'),
      width: 128,
      numeric: true,
      cell: (row) =>
        row.state === 'open' &&
        row.work_order_id !== null && (
          <span className={css.acts}>
            <Button variant="text" size="small" theme="primary" onClick={() => remind(row)}>
              {t('remind')}
            </Button>
            <Button variant="text" size="small" onClick={() => cancel(row)}>
              {t('cancel')}
            </Button>
          </span>
        ),
    },
  ];
}

function Title({ task }: { task: BoardTask }) {
  const { t } = useWords(boardWords);
  const { t: word } = useWords(taskWords);
  if (task.broadcast_id !== null)
    return (
      <Link to="/broadcasts/$broadcastId" params={{ broadcastId: task.broadcast_id }}>
        {t('groupSend')}
      </Link>
    );
  return (
    <span className={text.pair}>
      {task.title}
      <small>{task.note === null ? word(`kind.${task.kind}`) : t('note', { note: task.note })}</small>
    </span>
  );
}

function Signal({ task }: { task: BoardTask }) {
  const { t } = useWords(boardWords);
  if (task.work_order_id === null) return <span className={text.quiet}>{t('inWecom')}</span>;
  if (task.seen_at !== null) return t('seen');
  if (task.card_failed !== null)
    return (
      <StateTag tone="bad" title={t('cardFailedText')}>
        {t('cardFailed')}
      </StateTag>
    );
  return <span className={text.quiet}>{t(task.carded_at === null ? 'notSent' : 'sentUnseen')}</span>;
}

const SOON_MS = 24 * 3_600_000;

/** When it ends; red within the last day of what is open. */
function Deadline({ task }: { task: BoardTask }) {
  const now = useServerNow();
  const late = task.state === 'open' && Date.parse(task.closes_at) - now < SOON_MS;
  return <Ago at={task.closes_at} {...(late && { className: css.late ?? '' })} />;
}
