import type { Moment } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';
import { Alert } from 'tdesign-react';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Page, Panel, Resource, Stat, StateTag, Stats } from '@/shared/ui';

import css from './Broadcast.module.css';
import { FrozenBanner } from './FrozenBanner';
import { MomentActs } from './MomentActs';
import { MomentAudience } from './MomentAudience';
import { MomentMembers } from './MomentMembers';
import { MomentPreview } from './MomentPreview';
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
      <Resource query={moment}>{(found) => <Detail moment={found} />}</Resource>
    </Page>
  );
}

function Detail({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const reason = useReason();
  const { dayMinute } = useFormat();
  const { marking, counts, members, problem, programme, closes_at, state } = moment;
  return (
    <div className={css.stack}>
      <dl className={css.to}>
        <dt>{t('audience')}</dt>
        <dd>
          <MomentAudience row={moment} max={8} />
        </dd>
        {programme !== null && (
          <>
            <dt>{t('programme')}</dt>
            <dd>
              <Link to="/programmes/$programmeId" params={{ programmeId: programme.programme_id }}>
                {programme.name}
              </Link>
            </dd>
          </>
        )}
        <dt>{t('governing')}</dt>
        <dd>{t(moment.governed ? 'isGoverned' : 'isOpen')}</dd>
        {state === 'waiting' && closes_at !== null && (
          <>
            <dt>{t('closes')}</dt>
            <dd>{dayMinute(closes_at)}</dd>
          </>
        )}
      </dl>
      {state === 'awaiting_approval' && (
        <Alert
          theme="warning"
          title={t('awaitingTitle')}
          message={t('awaitingText', {
            name: moment.sent_by_name ?? t('somebody'),
            count: moment.reach ?? 0,
          })}
        />
      )}
      {marking !== null && (
        <Alert
          theme="info"
          title={t('markingOf', { done: marking.marked, total: marking.marks + marking.unplanned })}
          message={t('markingText', { minutes: marking.minutes, pace: marking.per_minute })}
        />
      )}
      {problem !== null && (
        <Alert
          theme="warning"
          message={t('problem', {
            reason: isOurs(problem) ? t(`problem.${problem}`) : reason(problem),
          })}
        />
      )}
      <Panel title={t('progress')}>
        <Stats>
          <Stat label={t('asked')} value={members.asked} />
          <Stat label={t('published')} value={members.published} />
          <Stat label={t('reached')} value={counts.shown} />
          <Stat label={t('notShown')} value={counts.not_shown + counts.waiting} />
          <Stat label={t('skipped')} value={counts.skipped} />
        </Stats>
        {moment.skips.length > 0 && (
          <ul className={css.skipped} aria-label={t('skipped')}>
            {moment.skips.map((one) => (
              <li key={one.reason}>{t('leftOut', { count: one.count, reason: reason(one.reason) })}</li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={t('memberTab')} flush>
        <MomentMembers moment={moment} />
      </Panel>
      <Panel title={t('content')}>
        <div className={css.phone}>
          <MomentPreview text={moment.text} attachments={moment.attachments} />
        </div>
      </Panel>
    </div>
  );
}

const OURS = ['audience_empty', 'frozen', 'programme_over', 'ungoverned', 'too_late'] as const;

/** Whether a moment ended for a reason of ours, rather than one that WeCom gave. */
const isOurs = (problem: string): problem is (typeof OURS)[number] =>
  (OURS as readonly string[]).includes(problem);
