import { type ReactNode, useRef } from 'react';

import { useWords } from '@/shared/i18n';

import { bytesOf, MOST_BYTES } from './limits';
import css from './TextArea.module.css';
import { messageWords } from './words';

interface TextAreaProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Buttons that put a word where the cursor stands: what they say, what they put. */
  insert?: { title: string; text: string }[];
  fault?: string;
  help?: ReactNode;
  required?: boolean;
  /** Bytes that WeCom takes. */
  most?: number;
  rows?: number;
}

/** A message's text: variables go where the cursor is, and its length is told as WeCom counts it. */
export function TextArea({
  label,
  value,
  onChange,
  insert = [],
  fault = '',
  help,
  required = false,
  most = MOST_BYTES,
  rows = 5,
}: TextAreaProps) {
  const { t } = useWords(messageWords);
  const place = useRef<HTMLTextAreaElement>(null);
  const used = bytesOf(value);
  const put = (text: string) => {
    const { selectionStart = value.length, selectionEnd = value.length } = place.current ?? {};
    onChange(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
    place.current?.focus();
  };
  const told = used > most ? t('tooLong', { over: used - most, most }) : fault;
  return (
    <div className={css.field}>
      <div className={css.head}>
        <span>
          {label}
          {required && <i aria-hidden="true">{'*'}</i>}
        </span>
        <span className={css.insert}>
          {insert.map(({ title, text }) => (
            <button key={text} type="button" onClick={() => put(text)}>
              {`+ ${title}`}
            </button>
          ))}
        </span>
      </div>
      <textarea
        ref={place}
        rows={rows}
        value={value}
        aria-label={label}
        aria-invalid={told !== ''}
        onChange={(event) => onChange(event.target.value)}
      />
      <div className={css.below}>
        {told === '' ? <span>{help}</span> : <em role="alert">{told}</em>}
        <span>{t('bytes', { used, most })}</span>
      </div>
    </div>
  );
}
