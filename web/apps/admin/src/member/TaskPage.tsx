import type { DeclinedReason, MyTaskFull } from '@lingqu/api';
import { useRef, useState } from 'react';

import { useWords } from '@/shared/i18n';
import { taskWords } from '@/shared/tasks';

import { Customers } from './Customers';
import { DeclineSheet } from './DeclineSheet';
import css from './Member.module.css';
import { Entering, Said } from './MemberApp';
import { Phrases } from './Phrases';
import { goTo, type Place } from './place';
import { Deadline, Loading } from './TaskList';
import { codeOf, mustEnter } from './trouble';
import { useMyTask, useMyTaskAct } from './useMyTask';
import { useSeen } from './useMyTasks';
import { memberWords } from './words';

/** One task: what to do, for whom, words to use; done, or not possible and why. */
export function TaskPage({ place, taskId }: { place: Place; taskId: number }) {
  const { t } = useWords(memberWords);
  const { data, error, refetch, isFetching } = useMyTask(taskId);
  useSeen(data === undefined ? [] : [taskId]);
  if (mustEnter(error)) return <Entering place={place} />;
  if (data === undefined) {
    if (error === null) return <Loading />;
    const gone = codeOf(error) === 'tasks.task_not_found';
    return (
      <Said title={t(gone ? 'notMine' : 'failed')} text={t(gone ? 'notMineText' : 'failedText')}>
        {gone ? (
          <button type="button" className={css.primary} onClick={() => goTo(place.corpid, null)}>
            {t('toList')}
          </button>
        ) : (
          <button type="button" className={css.primary} onClick={() => void refetch()} disabled={isFetching}>
            {t('retry')}
          </button>
        )}
      </Said>
    );
  }
  return <Task place={place} task={data} />;
}

function Task({ place, task }: { place: Place; task: MyTaskFull }) {
  const { t } = useWords(memberWords);
  const { t: word } = useWords(taskWords);
  const act = useMyTaskAct(task.task_id);
  const [note, setNote] = useState(task.note ?? '');
  const [declining, setDeclining] = useState(false);
  const open = task.state === 'open';
  const lacksNote = task.proof === 'note' && note.trim() === '';
  const sendsHere = task.kind !== 'group_send' && task.kind !== 'moment';
  // Set at once, where the button greys only with the next drawing: a double press is one.
  const busy = useRef(false);
  const once = (told: Parameters<typeof act.mutate>[0], then?: () => void) => {
    if (busy.current) return;
    busy.current = true;
    act.mutate(told, {
      onSuccess: then,
      onSettled: () => {
        busy.current = false;
      },
    });
  };
  const decline = (reason: DeclinedReason, why: string) =>
    once({ act: 'decline', reason, note: why }, () => setDeclining(false));
  return (
    <main className={open && sendsHere ? `${css.page} ${css.withBar}` : css.page}>
      <button type="button" className={css.back} onClick={() => goTo(place.corpid, null)}>
        {t('back')}
      </button>
      <header className={css.taskHead}>
        <span className={css.kind}>{word(`kind.${task.kind}`)}</span>
        <h1>{task.title ?? t('groupSend')}</h1>
        {open && (
          <p className={css.under}>
            <Deadline task={task} now={task.now} />
          </p>
        )}
      </header>
      {!open && <Over task={task} />}
      {task.todo !== null && <p className={css.todo}>{task.todo}</p>}
      {!sendsHere && <p className={css.todo}>{t('groupSendText')}</p>}
      <Phrases phrases={task.phrases} />
      <Customers
        task={task}
        onTick={(customerId, done) => once({ act: 'tick', customerId, done })}
        open={open}
      />
      {task.state === 'confirmed' && task.note !== null && task.note !== '' && (
        <section className={css.note} aria-label={t('note')}>
          <span>{t('note')}</span>
          <p className={css.todo}>{task.note}</p>
        </section>
      )}
      {open && task.proof === 'note' && (
        <label className={css.note}>
          <span>{t('note')}</span>
          <textarea
            value={note}
            maxLength={500}
            rows={4}
            placeholder={t('noteHint')}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      )}
      {open && sendsHere && (
        <div className={css.bar}>
          {act.error !== null && (
            <p role="alert">
              <Trouble error={act.error} />
            </p>
          )}
          <button
            type="button"
            className={css.secondary}
            disabled={act.isPending}
            onClick={() => setDeclining(true)}
          >
            {t('cannot')}
          </button>
          <button
            type="button"
            className={css.primary}
            disabled={act.isPending || lacksNote}
            onClick={() => once({ act: 'finish', note })}
          >
            {t(act.isPending ? 'sending' : lacksNote ? 'finishNote' : 'finish')}
          </button>
        </div>
      )}
      {declining && open && (
        <DeclineSheet busy={act.isPending} onDecline={decline} onClose={() => setDeclining(false)} />
      )}
    </main>
  );
}

/** What became of a task that has ended. */
function Over({ task }: { task: MyTaskFull }) {
  const { t } = useWords(memberWords);
  const { t: word } = useWords(taskWords);
  if (task.state === 'confirmed')
    return (
      <p className={`${css.over} ${css.good}`} role="status">
        {t('doneThanks')}
      </p>
    );
  if (task.declined !== null)
    return (
      <p className={css.over} role="status">
        {t('declinedBy', { reason: word(`declined.${task.declined}`) })}
      </p>
    );
  return (
    <p className={css.over} role="status">
      {t(task.state === 'expired' ? 'expired' : 'takenBack')}
    </p>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { t } = useWords(memberWords);
  switch (codeOf(error)) {
    case 'tasks.proof_missing':
      return t('proofMissing');
    case 'tasks.task_over':
      return t('overMeanwhile');
    case 'tasks.note_missing':
      return t('noteMissing');
    default:
      return t('actFailed');
  }
}
