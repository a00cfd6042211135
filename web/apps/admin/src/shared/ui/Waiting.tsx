import { useWords } from '@/shared/i18n';

import css from './Waiting.module.css';
import { uiWords } from './words';

const WIDTHS = ['92%', '78%', '86%', '70%', '82%', '64%'];

/** Grey lines where content will be. */
export function Waiting({ rows, rowHeight = 48 }: { rows: number; rowHeight?: number }) {
  const { t } = useWords(uiWords);
  return (
    <div className={css.waiting} role="status" aria-label={t('loading')} aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.row} style={{ height: rowHeight }}>
          <i style={{ width: WIDTHS[row % WIDTHS.length] }} />
        </div>
      ))}
    </div>
  );
}
