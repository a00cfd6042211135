import type { Moment } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { Alert, Progress } from 'tdesign-react';

import { useServerNow } from '@/shared/clock';
import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import { MomentAudience } from './MomentAudience';
import css from './Sending.module.css';
import { useIsOwn } from './useIsOwn';
import { useRules } from './useRules';
import { momentWords } from './words/moment';

/** For whom, by whom, as part of what, when, and by which rules. */
export function MomentFacts({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const { dayMinute } = useFormat();
  const { programme, starts_at, state, staff, departments, sent_by_name, approved_by_name } = moment;
  const senders = [...staff, ...departments].map((one) => one.name).join(t('comma'));
  const left = state !== 'draft';
  return (
    <dl className={css.facts}>
      <Fact title={t('audience')}>
        <MomentAudience row={moment} max={8} />
      </Fact>
      <Fact title={t('senders')}>{senders || t('allSenders')}</Fact>
      {programme !== null && (
        <Fact title={t('programme')}>
          <Link to="/programmes/$programmeId" params={{ programmeId: programme.programme_id }}>
            {programme.name}
          </Link>
        </Fact>
      )}
      <Fact title={t('governing')}>{t(moment.governed ? 'isGoverned' : 'isOpen')}</Fact>
      {starts_at !== null && <Fact title={t('startsAt')}>{dayMinute(starts_at)}</Fact>}
      {left && sent_by_name !== null && <Fact title={t('sentBy')}>{sent_by_name}</Fact>}
      {left && approved_by_name !== null && <Fact title={t('approvedBy')}>{approved_by_name}</Fact>}
    </dl>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What a moment waits for, or why it ended: by its state. */
export function MomentStanding({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const { dayMinute } = useFormat();
  const now = useServerNow();
  const { state, marking, starts_at, closes_at } = moment;
  switch (state) {
    case 'awaiting_approval':
      return <Awaiting moment={moment} />;
    case 'marking':
      return marking === null ? null : <Marking marking={marking} />;
    case 'ready':
      return (
        <Alert
          theme="info"
          title={t('readyTitle')}
          message={
            starts_at !== null && Date.parse(starts_at) > now
              ? t('readyAt', { at: dayMinute(starts_at) })
              : t('readyWaits')
          }
        />
      );
    case 'waiting':
      return closes_at === null ? null : (
        <Alert
          theme="info"
          title={t('waitingTitle')}
          message={t('waitingText', { at: dayMinute(closes_at) })}
        />
      );
    case 'done':
    case 'cancelled':
      return <Ended problem={moment.problem} />;
    case 'draft':
    case 'handing_over':
      return null;
  }
}

function Awaiting({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const own = useIsOwn(moment);
  const above = useRules().data?.approval_above ?? null;
  const told = [
    t('awaitingText', { name: moment.sent_by_name ?? t('somebody'), count: moment.reach ?? 0 }),
    ...(above === null ? [] : [t('awaitingAbove', { count: above })]),
    ...(own ? [t('awaitingOwn')] : []),
  ];
  return <Alert theme="warning" title={t('awaitingTitle')} message={told.join(t('joint'))} />;
}

function Marking({ marking }: { marking: NonNullable<Moment['marking']> }) {
  const { t } = useWords(momentWords);
  const { marked, marks, unplanned, minutes, per_minute } = marking;
  const total = marks + unplanned;
  return (
    <Alert
      theme="info"
      title={t('markingOf', { done: marked, total })}
      message={
        <>
          <Progress percentage={total === 0 ? 0 : Math.floor((marked * 100) / total)} />
          {t('markingText', { minutes, pace: per_minute })}
        </>
      }
    />
  );
}

function Ended({ problem }: Pick<Moment, 'problem'>) {
  const { t } = useWords(momentWords);
  const reason = useReason();
  if (problem === null) return null;
  const told = isOurs(problem) ? t(`problem.${problem}`) : reason(problem);
  return <Alert theme="warning" message={t('problem', { reason: told })} />;
}

const OURS = ['audience_empty', 'frozen', 'programme_over', 'ungoverned', 'too_late'] as const;

/** Whether a moment ended for a reason of ours, rather than one that WeCom gave. */
const isOurs = (problem: string): problem is (typeof OURS)[number] =>
  (OURS as readonly string[]).includes(problem);
