import type { MyTask } from '@lingqu/api';
import { useState } from 'react';

import { useWords } from '@/shared/i18n';
import { taskWords } from '@/shared/tasks';

import { useDeadline } from './deadline';
import css from './Member.module.css';
import { Entering, Said } from './MemberApp';
import { goTo, type Place } from './place';
import { mustEnter } from './trouble';
import { useMyTasks, useSeen } from './useMyTasks';
import { memberWords } from './words';

/** What I am asked, the nearest deadline first, and what has ended lately. */
export function TaskList({ place }: { place: Place }) {
  const { t } = useWords(memberWords);
  const { data, error, refetch, isFetching } = useMyTasks();
  useSeen(data?.open.map((task) => task.task_id) ?? []);
  if (mustEnter(error)) return <Entering place={place} />;
  if (data === undefined) {
    if (error === null) return <Loading />;
    return (
      <Said title={t('failed')} text={t('failedText')}>
        <button type="button" className={css.primary} onClick={() => void refetch()} disabled={isFetching}>
          {t('retry')}
        </button>
      </Said>
    );
  }
  return (
    <main className={css.page}>
      <header className={css.head}>
        <h1>{t('title')}</h1>
        <p>{data.shop === null ? data.member : `${data.member} · ${data.shop}`}</p>
      </header>
      {error !== null && <p className={css.stale}>{t('stale')}</p>}
      <section aria-label={t('open')}>
        <h2 className={css.group}>{t('openCount', { count: data.open.length })}</h2>
        {data.open.length === 0 && <p className={css.empty}>{t('nothingOpen')}</p>}
        <ul className={css.list}>
          {data.open.map((task) => (
            <Row key={task.task_id} task={task} place={place} now={data.now} />
          ))}
        </ul>
      </section>
      {data.ended.length > 0 && <Past tasks={data.ended} place={place} now={data.now} />}
    </main>
  );
}

/** What has ended, folded away until somebody looks. */
function Past({ tasks, place, now }: { tasks: MyTask[]; place: Place; now: string }) {
  const { t } = useWords(memberWords);
  const [shown, setShown] = useState(false);
  return (
    <details className={css.ended} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{t('endedCount', { count: tasks.length })}</summary>
      {shown && (
        <ul className={css.list}>
          {tasks.map((task) => (
            <Row key={task.task_id} task={task} place={place} now={now} />
          ))}
        </ul>
      )}
    </details>
  );
}

function Row({ task, place, now }: { task: MyTask; place: Place; now: string }) {
  const { t } = useWords(memberWords);
  const { t: word } = useWords(taskWords);
  const open = task.state === 'open';
  return (
    <li>
      <a
        className={css.card}
        href={`/m/${place.corpid}/tasks/${task.task_id}`}
        onClick={(event) => {
          event.preventDefault();
          goTo(place.corpid, task.task_id);
        }}
      >
        <span className={css.kind}>{word(`kind.${task.kind}`)}</span>
        <strong>{task.title ?? t('groupSend')}</strong>
        <span className={css.under}>
          {open ? <Deadline task={task} now={now} /> : <Ended task={task} />}
          {task.customers > 0 && (
            <span>{t('progress', { done: task.customers_done, total: task.customers })}</span>
          )}
        </span>
      </a>
    </li>
  );
}

/** Until when, in the words of a day; red in its last two hours. */
export function Deadline({ task, now }: { task: MyTask; now: string }) {
  const { words, urgent } = useDeadline(task.closes_at, now);
  return <span className={urgent ? css.urgent : undefined}>{words}</span>;
}

function Ended({ task }: { task: MyTask }) {
  const { t: word } = useWords(taskWords);
  return <span>{task.declined === null ? word(`state.${task.state}`) : word('declinedState')}</span>;
}

/** Grey cards where tasks will be. */
export function Loading() {
  const { t } = useWords(memberWords);
  return (
    <main className={css.page} role="status" aria-label={t('loading')} aria-busy="true">
      <div className={css.ghost} />
      <div className={css.ghost} />
      <div className={css.ghost} />
    </main>
  );
}
