import { useFormat } from '@/shared/format';

import css from './Import.module.css';

export interface Share {
  key: string;
  tone: 'good' | 'warn' | 'muted';
  name: string;
  count: number;
  note: string;
}

/** Parts of a whole as bars, each with what it means. */
export function Shares({ parts }: { parts: readonly Share[] }) {
  const { number, permille } = useFormat();
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  return (
    <ul className={css.who}>
      {parts
        .filter((part) => part.count > 0)
        .map((part) => (
          <li key={part.key} data-tone={part.tone}>
            <span>{part.name}</span>
            <div className={css.share} aria-hidden="true">
              <i style={{ width: `${(part.count / all) * 100}%` }} />
            </div>
            <b>{number(part.count)}</b>
            <span className={css.quiet}>{permille((part.count * 1000) / all)}</span>
            {part.note !== '' && <small>{part.note}</small>}
          </li>
        ))}
    </ul>
  );
}
