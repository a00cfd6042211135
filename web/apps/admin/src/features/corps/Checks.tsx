import type { Check, CheckState } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { StateTag, type Tone } from '@/shared/ui';

import css from './Connect.module.css';
import { doctorWords } from './words';

const TONES: Record<CheckState, Tone> = { ok: 'good', warn: 'warn', fail: 'bad', unknown: 'muted' };

/** Checks, each with its state, what was found and how to mend it. */
export function Checks({ checks }: { checks: Check[] }) {
  const { t } = useWords(doctorWords);
  return (
    <ul className={css.checks}>
      {checks.map((check) => (
        <li key={check.id}>
          <b>{t(check.id)}</b>
          <span>
            <StateTag tone={TONES[check.state]}>{t(check.state)}</StateTag>
          </span>
          <div>
            <p>{check.detail}</p>
            {check.mend !== null && (
              <p className={css.mend}>
                <b>{t('mend')}</b> {check.mend}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
