import { CheckIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';

import css from './Import.module.css';
import { importWords } from './words/imports';

const STEPS = ['stepFile', 'stepColumns', 'stepCheck', 'stepImport', 'stepDone'] as const;

/** Where one is: the steps before are done, those after are still to come. */
export function Steps({ at }: { at: number }) {
  const { t } = useWords(importWords);
  return (
    <ol className={css.steps} aria-label={t('steps')}>
      {STEPS.map((step, place) => (
        <li
          key={step}
          data-state={place < at || at === STEPS.length - 1 ? 'done' : place === at ? 'now' : 'later'}
          aria-current={place === at ? 'step' : undefined}
        >
          <i aria-hidden="true">
            {place < at || at === STEPS.length - 1 ? <CheckIcon /> : String(place + 1)}
          </i>
          {t(step)}
        </li>
      ))}
    </ol>
  );
}
