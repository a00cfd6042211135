import type { ReactNode } from 'react';

import css from './Panel.module.css';

interface PanelProps {
  title?: ReactNode;
  note?: ReactNode;
  aside?: ReactNode;
  /** Content up to the edges, as tables want it. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A white card of the page's grid. */
export function Panel({ title, note, aside, flush = false, className = '', children }: PanelProps) {
  return (
    <section className={`${css.panel} ${className}`}>
      {(title !== undefined || aside !== undefined) && (
        <header className={css.head}>
          <div className={css.words}>
            <h2 className={css.title}>{title}</h2>
            {note !== undefined && <span className={css.note}>{note}</span>}
          </div>
          {aside !== undefined && <div className={css.aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  );
}
