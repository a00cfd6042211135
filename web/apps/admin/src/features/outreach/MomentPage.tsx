import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Page, Panel, Resource, StateTag } from '@/shared/ui';

import css from './Broadcast.module.css';
import { FrozenBanner } from './FrozenBanner';
import { MomentActs } from './MomentActs';
import { MomentMembers } from './MomentMembers';
import { MomentPreview } from './MomentPreview';
import { MomentProgress } from './MomentProgress';
import { MomentFacts, MomentStanding } from './MomentStanding';
import { MOMENT_TONES, useMoment } from './useMoments';
import { momentWords } from './words/moment';

const route = getRouteApi('/moments/$momentId');

/** One moment: how far the marking is, who has published, who sees it. */
export default function MomentPage() {
  const { t } = useWords(momentWords);
  const { momentId } = route.useParams();
  const moment = useMoment(momentId);
  const back = (
    <Link to="/moments" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const aside = moment.data !== undefined && (
    <>
      <StateTag tone={MOMENT_TONES[moment.data.state]}>{t(moment.data.state)}</StateTag>
      <MomentActs moment={moment.data} />
    </>
  );
  return (
    <Page title={moment.data?.name ?? t('name')} back={back} aside={aside}>
      <FrozenBanner />
      <Resource query={moment}>
        {(found) => (
          <div className={css.stack}>
            <MomentFacts moment={found} />
            <MomentStanding moment={found} />
            <MomentProgress moment={found} />
            <div className={css.compose}>
              <Panel title={t('memberTab')} flush>
                <MomentMembers moment={found} />
              </Panel>
              <aside className={css.preview}>
                <h2>{t('content')}</h2>
                <MomentPreview text={found.text} attachments={found.attachments} />
              </aside>
            </div>
          </div>
        )}
      </Resource>
    </Page>
  );
}
