import type { ReactNode } from 'react';
import { CheckIcon } from 'tdesign-icons-react';

import { type KeyOf, useWords } from '@/shared/i18n';
import { StateTag, type Tone } from '@/shared/ui';

import css from './Connect.module.css';
import { connectWords } from './words';

export type StepState = 'done' | 'now' | 'later' | 'running' | 'failed';

const STATES: Record<StepState, { tone: Tone; word: Extract<KeyOf<typeof connectWords>, `step${string}`> }> =
  {
    done: { tone: 'good', word: 'stepDone' },
    now: { tone: 'running', word: 'stepNow' },
    later: { tone: 'muted', word: 'stepLater' },
    running: { tone: 'running', word: 'stepRunning' },
    failed: { tone: 'bad', word: 'stepFailed' },
  };

interface StepProps {
  number: number;
  title: string;
  state: StepState;
  how?: ReactNode;
  aside?: ReactNode;
  children?: ReactNode;
}

/** One step of connecting: its number, its state in words, what to do. */
export function Step({ number, title, state, how, aside, children }: StepProps) {
  const { t } = useWords(connectWords);
  const { tone, word } = STATES[state];
  return (
    <li className={css.step} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={`${css.number} ${css[state] ?? ''}`} aria-hidden="true">
        {state === 'done' ? <CheckIcon /> : number}
      </span>
      <section className={css.content}>
        <header className={css.head}>
          <h2>{title}</h2>
          <StateTag tone={tone}>{t(word as 'stepDone')}</StateTag>
          {aside !== undefined && <div className={css.aside}>{aside}</div>}
        </header>
        {how !== undefined && <p className={css.how}>{how}</p>}
        {state !== 'later' && children}
      </section>
    </li>
  );
}
