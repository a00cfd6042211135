import type { ReactNode } from 'react';

import css from './Stat.module.css';

interface StatProps {
  label: string;
  value: ReactNode;
  unit?: string;
  note?: ReactNode;
}

/** One number with its name and unit. */
export function Stat({ label, value, unit, note }: StatProps) {
  return (
    <div className={css.stat}>
      <span className={css.label}>{label}</span>
      <span className={css.value}>
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </span>
      <span className={css.note}>{note}</span>
    </div>
  );
}

/** A row of numbers of equal width. */
export function Stats({ children }: { children: ReactNode }) {
  return <div className={css.stats}>{children}</div>;
}
