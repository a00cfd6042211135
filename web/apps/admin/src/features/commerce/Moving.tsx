import type { Import } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Panel } from '@/shared/ui';

import css from './Import.module.css';
import { importWords } from './words/imports';

const good = ({ counts }: Import) => counts.read - counts.refused;

/** How much of its present step an import has done, from 0 to 1; null where nobody can tell. */
export function shareOf(one: Import): number | null {
  const { counts, state } = one;
  if (state === 'checking' && counts.expected !== null && counts.expected > 0) {
    return Math.min(counts.read / counts.expected, 0.99);
  }
  return state === 'publishing' && good(one) > 0 ? counts.published / good(one) : null;
}

/** A step that goes on by itself: what happens, and how far it is. */
export function Moving({ found }: { found: Import }) {
  const { t } = useWords(importWords);
  const { number } = useFormat();
  const { counts, state } = found;
  const share = shareOf(found);
  const done = state === 'publishing' ? counts.published : counts.read;
  const total = state === 'publishing' ? good(found) : counts.expected;
  const told =
    state === 'opening'
      ? ' '
      : total === null
        ? t('progressRows', { done })
        : t('progressOf', { done, total: Math.max(total, done) });
  const text = state === 'opening' ? 'openingText' : state === 'checking' ? 'checkingText' : 'publishingText';
  return (
    <Panel>
      <div className={css.moving}>
        <p>{t(text)}</p>
        <div
          className={css.bar}
          data-open={share === null}
          role="progressbar"
          aria-label={t(state)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={share === null ? undefined : Math.round(share * 100)}
          aria-valuetext={number(done)}
        >
          <i style={{ width: share === null ? '30%' : `${share * 100}%` }} />
        </div>
        <p className={css.quiet}>{told}</p>
      </div>
    </Panel>
  );
}
