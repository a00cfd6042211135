import type { Definition } from '@lingqu/api';
import type { ReactNode } from 'react';
import { Alert } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Failure, Panel, text } from '@/shared/ui';

import css from './Builder.module.css';
import { OverlapGlance } from './OverlapGlance';
import { Samples } from './Samples';
import { faultOf, type usePreview } from './usePreview';
import { editorWords } from './words/editor';

interface PreviewPanelProps {
  preview: ReturnType<typeof usePreview>;
  definition: Definition;
  /** The segment that is edited, null while a new one is written. */
  segmentId: number | null;
  /** Whether what is written cannot be read: then this is of what was written before. */
  outdated: boolean;
}

/** What the definition says, how many fit, and some of them; the last answer stays grey while a newer one is asked. */
export function PreviewPanel({ preview, definition, segmentId, outdated }: PreviewPanelProps) {
  const { t } = useWords(editorWords);
  const { empty, data, error, refetch } = preview;
  const fault = faultOf(error);
  const old = preview.typing || preview.isFetching || preview.isPlaceholderData || fault !== null || outdated;
  if (empty) {
    return (
      <Panel title={t('size')}>
        <p className={css.quiet}>{t('startHint')}</p>
      </Panel>
    );
  }
  return (
    <div className={css.preview} aria-busy={old && fault === null && !outdated}>
      <ReadAloud data={data} old={old} />
      {fault !== null && <Alert theme="warning" message={t('faulty')} />}
      {error !== null && fault === null && data === undefined ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        (fault === null || data !== undefined) && (
          <Found data={data} definition={definition} old={old} isNew={segmentId === null}>
            <OverlapGlance
              definition={preview.asked}
              segmentId={segmentId}
              sound={fault === null && typeof data?.count === 'number'}
              old={old}
            />
          </Found>
        )
      )}
    </div>
  );
}

interface ReadAloudProps {
  data: ReturnType<typeof usePreview>['data'];
  old: boolean;
}

/** What a screen reader says once typing pauses: how many and who, not all that the panel shows. */
function ReadAloud({ data, old }: ReadAloudProps) {
  const { t } = useWords(editorWords);
  if (data === undefined || old) return <p className={text.aloud} role="status" />;
  const { count, sentence } = data;
  const who = t('aloud', { sentence });
  return (
    <p className={text.aloud} role="status">
      {count === null ? who : `${t('aloudCount', { count })} ${who}`}
    </p>
  );
}

interface FoundProps {
  data: ReturnType<typeof usePreview>['data'];
  definition: Definition;
  old: boolean;
  isNew: boolean;
  /** Between the sentence and the samples. */
  children: ReactNode;
}

function Found({ data, definition, old, isNew, children }: FoundProps) {
  const { t } = useWords(editorWords);
  const { number } = useFormat();
  if (data === undefined) {
    return (
      <Panel title={t('size')}>
        <p className={css.quiet}>{t('counting')}</p>
      </Panel>
    );
  }
  return (
    <>
      <Panel title={t('size')}>
        {data.count === null ? (
          <Alert
            theme="warning"
            title={t('historyDown')}
            message={t('historyDownText', { count: data.waiting.length })}
          />
        ) : (
          <p className={css.size} data-old={old}>
            {number(data.count)} <small>{t('people')}</small>
          </p>
        )}
        {!isNew && (data.entered ?? 0) + (data.left ?? 0) > 0 && (
          <p className={css.moves} data-old={old}>
            {t('moves', { entered: data.entered ?? 0, left: data.left ?? 0 })}
          </p>
        )}
        <p className={css.quiet}>{old ? t('stale') : t('took', { seconds: data.seconds.toFixed(2) })}</p>
      </Panel>
      <Panel title={t('sentence')}>
        <p className={css.sentence}>{data.sentence}</p>
      </Panel>
      {children}
      {data.count !== null && <Samples definition={definition} preview={data} old={old} />}
    </>
  );
}
