import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon, EditIcon, SendIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, LinkButton, Page, Resource, Stat, Stats } from '@/shared/ui';

import { ArchiveSegment } from './ArchiveSegment';
import css from './Builder.module.css';
import { Grants } from './Grants';
import { Meaning } from './Meaning';
import { OverlapPanel } from './OverlapPanel';
import { ProgressPanel } from './Progress';
import { SizePanel } from './SizePanel';
import understanding from './Understanding.module.css';
import { useSegment } from './useSegments';
import { VersionsPanel } from './VersionsPanel';
import { WhyPanel } from './WhyPanel';
import { segmentWords } from './words/list';

const route = getRouteApi('/segments/$segmentId');

/** One segment: how many, who is meant, and what it meant before. */
export default function SegmentPage() {
  const { t } = useWords(segmentWords);
  const { number } = useFormat();
  const { segmentId } = route.useParams();
  const mayOperate = useMay('operate');
  const segment = useSegment(segmentId);
  const back = (
    <Link to="/segments" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const acts = mayOperate && segment.data?.archived_at === null && (
    <>
      <ArchiveSegment segment={segment.data} />
      <LinkButton to="/broadcasts/new" search={{ segment: segmentId }} variant="outline" icon={<SendIcon />}>
        {t('broadcast')}
      </LinkButton>
      <LinkButton to="/segments/$segmentId/edit" params={{ segmentId }} icon={<EditIcon />}>
        {t('edit')}
      </LinkButton>
    </>
  );
  return (
    <Page title={segment.data?.name ?? t('name')} back={back} aside={acts}>
      <Resource query={segment}>
        {(found) => (
          <>
            <Stats>
              <Stat
                label={t('size')}
                value={found.size === null ? t('building') : number(found.size)}
                note={found.sized_at === null ? t('sizeUnknown') : <Ago at={found.as_of} />}
              />
              <Stat
                label={t('changed')}
                value={<Ago at={found.changed_at} />}
                note={t('version', { version: found.version })}
              />
            </Stats>
            <div className={css.main}>
              <ProgressPanel segment={found} />
              <Meaning segment={found} />
              <Grants segmentId={segmentId} />
              <SizePanel segment={found} />
              <div className={understanding.halves}>
                <WhyPanel segment={found} />
                <OverlapPanel segmentId={found.segment_id} />
              </div>
              <VersionsPanel segment={found} />
            </div>
          </>
        )}
      </Resource>
    </Page>
  );
}
