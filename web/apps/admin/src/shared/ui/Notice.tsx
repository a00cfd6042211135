import type { ReactNode } from 'react';
import { ErrorCircleIcon, FolderOpenIcon, LockOnIcon } from 'tdesign-icons-react';

import { frameWords, useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';

import { Button } from './Button';
import css from './Notice.module.css';

interface NoticeProps {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  /** The next thing to do. */
  act?: ReactNode;
  role?: 'alert' | 'status';
}

function Notice({ icon, title, text, act, role }: NoticeProps) {
  return (
    <div className={css.notice} role={role}>
      <span className={css.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={css.title}>{title}</p>
      {text !== undefined && <p className={css.text}>{text}</p>}
      {act !== undefined && <div className={css.act}>{act}</div>}
    </div>
  );
}

/** There is nothing here, why, and what to do about it. */
export function Empty({ title, text, act }: { title: string; text?: ReactNode; act?: ReactNode }) {
  return <Notice icon={<FolderOpenIcon />} title={title} text={text} act={act} role="status" />;
}

interface FailureProps {
  error: unknown;
  retry?: () => void;
}

/** An error in the reader's words with how to mend it; a missing permission is not an error to retry. */
export function Failure({ error, retry }: FailureProps) {
  const told = useTold()(error);
  const { t } = useWords(frameWords);
  if (told.forbidden) {
    return <Notice icon={<LockOnIcon />} title={told.title} text={told.mend} role="status" />;
  }
  const text = (
    <>
      {told.mend}
      <code className={css.code}>{t('code', { code: told.code })}</code>
    </>
  );
  const act = retry && (
    <Button variant="outline" onClick={retry}>
      {t('retry')}
    </Button>
  );
  return <Notice icon={<ErrorCircleIcon />} title={told.title} text={text} act={act} role="alert" />;
}
