import type { MomentRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { Tags, text } from '@/shared/ui';

import { momentWords } from './words/moment';

/** Whom a moment is for: everybody, its tags, or its segment. */
export function MomentAudience({ row, max }: { row: Pick<MomentRow, 'segment' | 'tags'>; max: number }) {
  const { t } = useWords(momentWords);
  if (row.segment !== null)
    return (
      <span className={text.pair}>
        <Link to="/segments/$segmentId" params={{ segmentId: row.segment.segment_id }}>
          {row.segment.name}
        </Link>
        <small>{t('segment')}</small>
      </span>
    );
  if (row.tags.length === 0) return <span>{t('everybody')}</span>;
  return (
    <span className={text.pair}>
      <Tags tags={row.tags} max={max} />
      {row.tags.length > 1 && <small>{t('tagsAny')}</small>}
    </span>
  );
}
