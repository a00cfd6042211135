import type { BoardTask } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useServerNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';
import { taskWords } from '@/shared/tasks';
import { Ago, StateTag, text } from '@/shared/ui';

import css from './Board.module.css';
import { boardWords } from './words/board';

/** What is asked, with the kind or what the member wrote. */
export function TaskTitle({ task }: { task: BoardTask }) {
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
      {task.work_order_id === null ? (
        word(`kind.${task.kind}`)
      ) : (
        <Link to="/work-orders/$workOrderId" params={{ workOrderId: task.work_order_id }}>
          {task.title}
        </Link>
      )}
      <small>{task.note === null ? word(`kind.${task.kind}`) : t('note', { note: task.note })}</small>
    </span>
  );
}

/** Whether its member knows of it. */
export function TaskSignal({ task }: { task: BoardTask }) {
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
export function TaskDeadline({ task }: { task: BoardTask }) {
  const now = useServerNow();
  const late = task.state === 'open' && Date.parse(task.closes_at) - now < SOON_MS;
  return <Ago at={task.closes_at} {...(late && { className: css.late ?? '' })} />;
}
