import type { ReactNode } from 'react';

import { useWords } from '@/shared/i18n';

import { Header } from './Header';
import { Navigation } from './Navigation';
import css from './Shell.module.css';
import { appWords } from './words';

/** The frame of every page: navigation at the left, corp, clock and account above. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useWords(appWords);
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        {t('skip')}
      </a>
      <Navigation />
      <div className={css.right}>
        <Header />
        <div className={css.content}>{children}</div>
      </div>
    </div>
  );
}
