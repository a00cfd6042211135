import type { Segment } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Panel, StateTag } from '@/shared/ui';

import { Readers } from './ArchiveSegment';
import css from './Builder.module.css';
import { archiveWords } from './words/archive';
import { segmentWords } from './words/list';

/** Whom the segment means, in words, and which other segments build on it. */
export function Meaning({ segment }: { segment: Segment }) {
  const { t } = useWords(segmentWords);
  const { t: away } = useWords(archiveWords);
  const aside = segment.archived_at !== null && <StateTag tone="muted">{away('archived')}</StateTag>;
  return (
    <Panel title={t('meaning')} aside={aside}>
      <p className={css.sentence}>{segment.sentence}</p>
      {segment.read_by.length > 0 && (
        <div className={css.usedBy}>
          <span className={css.quiet}>{away('usedByCount', { count: segment.read_by.length })}</span>
          <Readers segment={segment} />
        </div>
      )}
    </Panel>
  );
}
