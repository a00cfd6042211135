import type { ReactNode } from 'react';

import css from './StateTag.module.css';

/** What a state means for the reader: the colour follows; the word is always there too. */
export type Tone = 'neutral' | 'running' | 'good' | 'warn' | 'bad' | 'muted';

export function StateTag({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={`${css.tag} ${css[tone] ?? ''}`} title={title}>
      <i className={css.dot} aria-hidden="true" />
      {children}
    </span>
  );
}
