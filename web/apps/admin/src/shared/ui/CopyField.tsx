import { CopyIcon } from 'tdesign-icons-react';
import { MessagePlugin } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { Button } from './Button';
import css from './CopyField.module.css';
import { uiWords } from './words';

/** A value to paste elsewhere, with its name and a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { t } = useWords(uiWords);
  const copy = () => void navigator.clipboard.writeText(value).then(() => MessagePlugin.success(t('copied')));
  return (
    <div className={css.field}>
      <span className={css.label}>{label}</span>
      <code className={css.value}>{value}</code>
      <Button variant="outline" icon={<CopyIcon />} onClick={copy} aria-label={`${t('copy')} ${label}`}>
        {t('copy')}
      </Button>
    </div>
  );
}
