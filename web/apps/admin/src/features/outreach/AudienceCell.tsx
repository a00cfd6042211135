import type { BroadcastRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { Tags, text } from '@/shared/ui';

import { GroupsCell } from './GroupsCell';
import { broadcastWords } from './words/broadcast';

/** Whom a broadcast is for: its tags, its segment, which leads to the segment's page, or customer groups. */
export function AudienceCell({
  row,
  max,
}: {
  row: Pick<BroadcastRow, 'segment' | 'groups' | 'tags' | 'tag_match'>;
  max: number;
}) {
  const { t } = useWords(broadcastWords);
  if (row.segment !== null)
    return (
      <span className={text.pair}>
        <Link to="/segments/$segmentId" params={{ segmentId: row.segment.segment_id }}>
          {row.segment.name}
        </Link>
        <small>{t(row.segment.archived ? 'archivedSegment' : 'segment')}</small>
      </span>
    );
  if (row.groups !== null) return <GroupsCell groups={row.groups} max={max} />;
  return (
    <span className={text.pair}>
      <Tags tags={row.tags} max={max} />
      {row.tags.length > 1 && <small>{t(row.tag_match === 'all' ? 'matchAll' : 'matchAny')}</small>}
    </span>
  );
}
