import { type ReactNode, useEffect } from 'react';

import { useWords } from '@/shared/i18n';

import css from './Page.module.css';
import { uiWords } from './words';

interface PageProps {
  title: string;
  /** One sentence under the title: what this page is for. */
  purpose?: ReactNode;
  /** Above the title: the way back. */
  back?: ReactNode;
  /** Beside the title: state and the page's acts, the primary one last. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A page: its title (in the tab too), its purpose, its acts, its content. */
export function Page({ title, purpose, back, aside, children }: PageProps) {
  const { t } = useWords(uiWords);
  const product = t('product');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <main className={css.page} id="main" tabIndex={-1}>
      {back !== undefined && <div className={css.back}>{back}</div>}
      <header className={css.head}>
        <div className={css.words}>
          <h1 className={css.title}>{title}</h1>
          {purpose !== undefined && <p className={css.purpose}>{purpose}</p>}
        </div>
        {aside !== undefined && <div className={css.aside}>{aside}</div>}
      </header>
      {children}
    </main>
  );
}
