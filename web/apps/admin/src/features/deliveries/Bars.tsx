import { useFormat } from '@/shared/format';

import css from './Explorer.module.css';

export interface Bar<Name extends string> {
  name: Name;
  label: string;
  help?: string;
  count: number;
}

interface BarsProps<Name extends string> {
  label: string;
  bars: Bar<Name>[];
  /** What the longest bar is measured against: all that are counted. */
  total: number;
  chosen: Name | undefined;
  /** Choosing the chosen one again lets it go. */
  onChoose: (name: Name | undefined) => void;
}

/** Counts as bars; each narrows the list below to its own. */
export function Bars<Name extends string>({ label, bars, total, chosen, onChoose }: BarsProps<Name>) {
  const { number, permille } = useFormat();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className={css.bars} aria-label={label}>
      {bars.map(({ name, label: word, help, count }) => (
        <li key={name}>
          <button
            type="button"
            aria-pressed={name === chosen}
            onClick={() => onChoose(name === chosen ? undefined : name)}
          >
            <span className={css.word}>{word}</span>
            <span className={css.track} aria-hidden="true">
              <i style={{ width: `${(count * 100) / most}%` }} />
            </span>
            <b>{number(count)}</b>
            <small>{permille((count * 1000) / Math.max(1, total))}</small>
          </button>
          {help !== undefined && help !== '' && <p>{help}</p>}
        </li>
      ))}
    </ul>
  );
}
