import type { BoardTask } from '@lingqu/api';
import { useState } from 'react';
import { Checkbox, Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { TASK_TONES, taskWords } from '@/shared/tasks';
import { Button, type Column, DataTable, StateTag, text } from '@/shared/ui';

import css from './Board.module.css';
import { TaskDeadline, TaskSignal, TaskTitle } from './TaskCells';
import { type Picks, usePicks } from './usePicks';
import { useTaskAct } from './useTasks';
import { boardWords } from './words/board';

/** Tasks as rows; open ones of work orders can be reminded of and taken back, one by one or many at once. */
export function TaskTable({ rows, stale }: { rows: BoardTask[]; stale: boolean }) {
  const { t } = useWords(boardWords);
  const said = useSaid();
  const act = useTaskAct();
  const picks = usePicks(rows.filter(isOurs).map((row) => row.task_id));
  const [asked, setAsked] = useState<number[] | null>(null);
  const one = asked?.length === 1 ? rows.find((row) => row.task_id === asked[0]) : undefined;
  const remind = (taskIds: number[]) =>
    act.mutate(
      { taskIds, act: 'remind' },
      { onSuccess: ({ tasks }) => said.done(t('reminded', { count: tasks })), onError: said.failed },
    );
  const cancel = () =>
    act.mutate(
      { taskIds: asked ?? [], act: 'cancel' },
      {
        onSuccess: ({ tasks }) => said.done(t('cancelledDone', { count: tasks })),
        onError: said.failed,
        onSettled: () => setAsked(null),
      },
    );
  const columns = useColumns({ remind, cancel: setAsked, picks });
  return (
    <>
      {picks.picked.length > 0 && (
        <div className={css.many} role="group" aria-label={t('picked', { count: picks.picked.length })}>
          <b>{t('picked', { count: picks.picked.length })}</b>
          <Button variant="outline" size="small" onClick={() => remind(picks.picked)}>
            {t('remindMany')}
          </Button>
          <Button variant="outline" size="small" onClick={() => setAsked(picks.picked)}>
            {t('cancelMany')}
          </Button>
          <Button variant="text" size="small" onClick={picks.none}>
            {t('pickNone')}
          </Button>
        </div>
      )}
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.task_id}
        stale={stale}
      />
      {asked !== null && (
        <Dialog
          header={
            one === undefined
              ? t('cancelManyTitle', { count: asked.length })
              : t('cancelTitle', { name: one.staff.name, task: one.title ?? t('groupSend') })
          }
          visible
          onClose={() => setAsked(null)}
          onConfirm={cancel}
          confirmBtn={{ content: t('cancel'), theme: 'danger', loading: act.isPending }}
          cancelBtn={t('keep')}
        >
          {t('cancelText')}
        </Dialog>
      )}
    </>
  );
}

/** What may be reminded of and taken back here: open, and asked by a work order. */
const isOurs = (task: BoardTask) => task.state === 'open' && task.work_order_id !== null;

interface Acts {
  remind: (taskIds: number[]) => void;
  cancel: (taskIds: number[]) => void;
  picks: Picks;
}

function useColumns({ remind, cancel, picks }: Acts): Column<BoardTask>[] {
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
    { key: 'task', title: t('task'), cell: (row) => <TaskTitle task={row} /> },
    {
      key: 'state',
      title: t('state'),
      width: 104,
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
    { key: 'signal', title: t('signal'), width: 120, cell: (row) => <TaskSignal task={row} /> },
    { key: 'deadline', title: t('deadline'), width: 116, cell: (row) => <TaskDeadline task={row} /> },
    {
      key: 'customers',
      title: t('customers'),
      width: 88,
      numeric: true,
      cell: (row) =>
        row.customers === 0 ? '' : t('progress', { done: row.customers_done, total: row.customers }),
    },
    {
      key: 'reminders',
      title: t('reminders'),
      width: 96,
      numeric: true,
      cell: (row) => t('times', { count: row.reminders }),
    },
  ];
  if (!mayOperate) return columns;
  const pick: Column<BoardTask> = {
    key: 'pick',
    width: 52,
    title: picks.all.length > 0 && (
      // TDesign gives a name to the box alone where it is drawn, and none to the field within.
      <span role="group" aria-label={t('pickAll')}>
        <Checkbox
          checked={picks.picked.length === picks.all.length}
          indeterminate={picks.picked.length > 0 && picks.picked.length < picks.all.length}
          onChange={picks.toggleAll}
        />
      </span>
    ),
    cell: (row) =>
      isOurs(row) && (
        <span role="group" aria-label={t('pickOne', { name: row.staff.name })}>
          <Checkbox checked={picks.picked.includes(row.task_id)} onChange={() => picks.toggle(row.task_id)} />
        </span>
      ),
  };
  return [
    ...(picks.all.length > 0 ? [pick] : []),
    ...columns,
    {
      key: 'acts',
      title: t('acts'),
      width: 128,
      numeric: true,
      cell: (row) =>
        isOurs(row) && (
          <span className={css.acts}>
            <Button variant="text" size="small" theme="primary" onClick={() => remind([row.task_id])}>
              {t('remind')}
            </Button>
            <Button variant="text" size="small" onClick={() => cancel([row.task_id])}>
              {t('cancel')}
            </Button>
          </span>
        ),
    },
  ];
}
