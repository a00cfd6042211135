import { type ReactNode, useEffect } from 'react';
import { CheckCircleFilledIcon } from 'tdesign-icons-react';
import { Alert } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useLanguage, useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import css from './Door.module.css';
import { sessionWords } from './words';

interface DoorProps {
  title: string;
  text: string;
  children: ReactNode;
}

/** The frame of the screens outside: what Lingqu is at the left, one form at the right. */
export function Door({ title, text, children }: DoorProps) {
  const { t } = useWords(sessionWords);
  const { language, switchTo } = useLanguage();
  const product = t('product');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <div className={css.door}>
      <aside className={css.story}>
        <p className={css.brand}>
          <img src="/mark.svg" alt="" />
          {product}
        </p>
        <p className={css.slogan}>{t('slogan')}</p>
        <ul className={css.points}>
          {(['point1', 'point2', 'point3'] as const).map((point) => (
            <li key={point}>
              <CheckCircleFilledIcon />
              {t(point)}
            </li>
          ))}
        </ul>
        <svg className={css.water} viewBox="0 0 640 160" preserveAspectRatio="none" aria-hidden="true">
          <path d="M0 60c107-48 213 48 320 0s213 48 320 0v100H0z" fill="#fff" fillOpacity=".08" />
          <path d="M0 96c107-40 213 40 320 0s213 40 320 0v64H0z" fill="#fff" fillOpacity=".1" />
        </svg>
      </aside>
      <main className={css.form}>
        <div className={css.language}>
          <Button variant="text" onClick={() => switchTo(language === 'zh' ? 'en' : 'zh')}>
            {t('switchLanguage')}
          </Button>
        </div>
        <div className={css.box}>
          <h1>{title}</h1>
          <p>{text}</p>
          {children}
        </div>
      </main>
    </div>
  );
}

/** What went wrong with the form as a whole; keeps its place, so that the button does not move. */
export function Fault({ error }: { error: Error | null }) {
  const told = useTold()(error);
  return (
    <div className={css.fault} role="alert">
      {error !== null && <Alert theme="error" title={told.title} message={told.mend} />}
    </div>
  );
}
