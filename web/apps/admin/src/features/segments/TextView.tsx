import { useEffect, useRef, useState } from 'react';
import { Alert } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Failure, Field } from '@/shared/ui';

import type { SegmentDraft } from './Editor';
import css from './TextView.module.css';
import { useReadText, useWrittenText } from './useSegmentText';
import { textWords } from './words/text';

interface TextViewProps {
  draft: SegmentDraft;
  /** The segment that is edited, null for a new one. */
  segmentId: number | null;
  onRead: (draft: SegmentDraft) => void;
  /** Whether what stands there now has been read: until then the draft is an older one. */
  onSound: (sound: boolean) => void;
}

/** The draft as YAML: written when the view opens, taken back whenever it can be read. */
export function TextView({ draft, ...rest }: TextViewProps) {
  const { t } = useWords(textWords);
  const [opened] = useState(draft);
  const written = useWrittenText(opened);
  if (written.error !== null) return <Failure error={written.error} retry={() => void written.refetch()} />;
  if (written.data === undefined) return <p className={css.quiet}>{t('writing')}</p>;
  return <Sheet start={written.data.text} {...rest} />;
}

function Sheet({ start, segmentId, onRead, onSound }: { start: string } & Omit<TextViewProps, 'draft'>) {
  const { t } = useWords(textWords);
  const [text, setText] = useState(start);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const touched = useRef(false);
  const told = useRef({ onRead, onSound });
  const { data, error, refetch, current } = useReadText(text, segmentId);
  useEffect(() => {
    told.current = { onRead, onSound };
  });
  useEffect(() => {
    if (touched.current && data?.definition != null && data.name !== null)
      told.current.onRead({ name: data.name, definition: data.definition });
  }, [data]);
  const sound = current && data?.definition != null;
  useEffect(() => told.current.onSound(sound), [sound]);
  const faults = data?.faults ?? [];
  const faulty = new Set(faults.map((one) => one.line));
  const lines = text.split('\n');
  const show = (line: number, column: number) => {
    const at = placeOf(lines, line, column);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };
  return (
    <Field label={t('label')} help={t('help')} group>
      <div className={css.sheet}>
        <div className={css.gutter} ref={gutter} aria-hidden="true">
          {lines.map((_, index) => (
            <span key={index} data-fault={faulty.has(index + 1)}>
              {index + 1}
            </span>
          ))}
        </div>
        <textarea
          ref={area}
          aria-label={t('label')}
          aria-invalid={faults.length > 0}
          value={text}
          rows={Math.min(Math.max(lines.length + 1, 16), 28)}
          spellCheck={false}
          wrap="off"
          onChange={(event) => {
            touched.current = true;
            setText(event.target.value);
          }}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      <div className={css.told} role="status" data-old={!current}>
        {sound && <p className={css.fine}>{t('fine')}</p>}
        {faults.length > 0 && <Alert theme="warning" message={t('faulty', { count: faults.length })} />}
        <ol className={css.faults}>
          {faults.map((one) => (
            <li key={`${one.line}:${one.column}:${one.message}`}>
              <button type="button" onClick={() => show(one.line, one.column)}>
                {t('place', { line: one.line, column: one.column })}
              </button>
              <span>
                {one.message}
                <small>{one.mend}</small>
              </span>
            </li>
          ))}
        </ol>
      </div>
    </Field>
  );
}

/** Where a column, counted in characters as readers see them, lies in the text. */
function placeOf(lines: readonly string[], line: number, column: number): number {
  const before = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  const within = Array.from(lines[line - 1] ?? '')
    .slice(0, column - 1)
    .join('');
  return before + within.length;
}
