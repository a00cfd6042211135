import type { Flow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Panel, StateTag } from '@/shared/ui';

import css from './Flow.module.css';
import { flowWords } from './words';

const QUEUES = ['greetings', 'inbox', 'jobs'] as const;

/** What stands in line, and the dead letters that need a person. */
export function WaitingWork({ waiting }: { waiting: Flow['waiting'] }) {
  const { t } = useWords(flowWords);
  const { number } = useFormat();
  return (
    <Panel title={t('waiting')} note={t('waitingNote')}>
      <ul className={css.queues}>
        {QUEUES.map((queue) => (
          <li key={queue}>
            <span>{t(queue)}</span>
            <b>{number(waiting[queue])}</b>
            <StateTag tone={waiting[queue] === 0 ? 'good' : 'running'}>
              {waiting[queue] === 0 ? t('clear') : t('working')}
            </StateTag>
          </li>
        ))}
        <li>
          <span>{t('dead')}</span>
          <b>{number(waiting.dead)}</b>
          {waiting.dead === 0 ? (
            <StateTag tone="good">{t('clear')}</StateTag>
          ) : (
            <Link to="/dead-letters">
              <StateTag tone="bad">{t('look')}</StateTag>
            </Link>
          )}
        </li>
      </ul>
    </Panel>
  );
}
