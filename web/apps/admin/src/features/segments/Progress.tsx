import type { Segment, SegmentProgress, SegmentRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';

import { useWords } from '@/shared/i18n';
import { Panel, StateTag } from '@/shared/ui';

import css from './Progress.module.css';
import { progressWords } from './words/progress';

type Wait = SegmentProgress['waits'][number];

const OF_HISTORY = {
  'history.unavailable': 'history_unavailable',
  'history.not_ready': 'history_not_ready',
  'history.limit': 'history_limit',
  'history.refused': 'history_refused',
} as const;

/** What a wait is called in the words: history says why it does not answer. */
function wordOf({ what, reason }: Wait) {
  if (what !== 'history') return what;
  return reason !== null && reason in OF_HISTORY
    ? OF_HISTORY[reason as keyof typeof OF_HISTORY]
    : 'history_down';
}

/** In a list: how far the members have been found, and on hover what that waits for. */
export function ProgressTag({ progress }: Pick<SegmentRow, 'progress'>) {
  const { t } = useWords(progressWords);
  const say = useWait();
  if (progress === null) return <StateTag tone="running">{t('building')}</StateTag>;
  const { found, needed, waits } = progress;
  if (waits.length > 0) {
    return (
      <StateTag tone="warn" title={waits.map(say).join('\n')}>
        {t('waiting')}
      </StateTag>
    );
  }
  return <StateTag tone="running">{needed > 0 ? t('counted', { found, needed }) : t('building')}</StateTag>;
}

/** On the page of a segment: how far, and what it waits for and why. */
export function ProgressPanel({ segment: { progress, size } }: { segment: Segment }) {
  const { t } = useWords(progressWords);
  if (progress === null) return null;
  const { found, needed, waits } = progress;
  return (
    <Panel title={t('title')} note={t(size === null ? 'first' : 'before')}>
      <div role="status">
        {needed > 0 && (
          <div className={css.way}>
            <span className={css.bar}>
              <i style={{ width: `${(100 * found) / needed}%` }} />
            </span>
            <span className={css.count}>{t('done', { found, needed })}</span>
          </div>
        )}
        {waits.length > 0 && (
          <ul className={css.waits}>
            {waits.map((wait) => (
              <li key={`${wait.what} ${wait.reason}`}>
                <Reason wait={wait} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function useWait() {
  const { t } = useWords(progressWords);
  return (wait: Wait): string => {
    const word = wordOf(wait);
    const names = wait.segments.map((one) => one.name).join(t('comma'));
    return word === 'segments' ? t(word, { names }) : t(word);
  };
}

function Reason({ wait }: { wait: Wait }) {
  const { rich, t } = useWords(progressWords);
  const word = wordOf(wait);
  if (word !== 'segments') return t(word);
  const names = wait.segments.map((one, place) => (
    <Fragment key={one.id}>
      {place > 0 && t('comma')}
      <Link to="/segments/$segmentId" params={{ segmentId: one.id }}>
        {one.name}
      </Link>
    </Fragment>
  ));
  return rich(word, { names });
}
