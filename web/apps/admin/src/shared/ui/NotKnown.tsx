import { Tooltip } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import css from './text.module.css';
import { uiWords } from './words';

/** A value that WeCom does not tell. Never a zero, never a guess; `why` says so. */
export function NotKnown({ why }: { why: string }) {
  const { t } = useWords(uiWords);
  return (
    <Tooltip content={why}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the reason must be reachable by keyboard */}
      <span className={css.notKnown} tabIndex={0} aria-label={`${t('notKnown')}: ${why}`}>
        {t('notKnown')}
      </span>
    </Tooltip>
  );
}
