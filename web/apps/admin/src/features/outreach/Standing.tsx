import type { Broadcast } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { Alert } from 'tdesign-react';

import { useServerNow } from '@/shared/clock';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import { AudienceCell } from './AudienceCell';
import { MemberConfirms } from './MemberConfirms';
import css from './Sending.module.css';
import { isMoving } from './states';
import { useIsOwn } from './useIsOwn';
import { useRules } from './useRules';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';

/** To whom, as part of what, sent and approved by whom, until when it may be confirmed. */
export function Facts({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { dayMinute } = useFormat();
  const { programme, scheduled_at, closes_at, sent_by_name, approved_by_name, state } = broadcast;
  const running = isMoving(state);
  const left = running || state === 'done';
  return (
    <dl className={css.facts}>
      <div>
        <dt>{t('audience')}</dt>
        <dd>
          <AudienceCell row={broadcast} max={8} />
        </dd>
      </div>
      {programme !== null && (
        <div>
          <dt>{t('programme')}</dt>
          <dd>
            <Link to="/programmes/$programmeId" params={{ programmeId: programme.programme_id }}>
              {programme.name}
            </Link>
          </dd>
        </div>
      )}
      {left && scheduled_at !== null && <Fact title={t('hour')} text={dayMinute(scheduled_at)} />}
      {running && closes_at !== null && <Fact title={t('closes')} text={dayMinute(closes_at)} />}
      {state !== 'draft' && sent_by_name !== null && <Fact title={t('sentBy')} text={sent_by_name} />}
      {state !== 'draft' && approved_by_name !== null && (
        <Fact title={t('approvedBy')} text={approved_by_name} />
      )}
    </dl>
  );
}

function Fact({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{text}</dd>
    </div>
  );
}

/** What a broadcast waits for, or why it ended: by its state. */
export function Standing({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { dayMinute } = useFormat();
  switch (broadcast.state) {
    case 'awaiting_approval':
      return <Awaiting broadcast={broadcast} />;
    case 'scheduled':
      return (
        <Alert
          theme="info"
          title={t('scheduledTitle', {
            at: broadcast.scheduled_at === null ? '' : dayMinute(broadcast.scheduled_at),
          })}
          message={t('scheduledText')}
        />
      );
    case 'cancelled':
      return broadcast.end_reason === null ? null : (
        <Alert theme="warning" message={t(`end.${broadcast.end_reason}`)} />
      );
    case 'done':
      return null;
    case 'draft':
    case 'planning':
    case 'handing_over':
    case 'waiting':
      return <MemberConfirms groups={broadcast.groups !== null} />;
  }
}

function Awaiting({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const { dayMinute } = useFormat();
  const own = useIsOwn(broadcast);
  const above = useRules().data?.approval_above ?? null;
  const { reach, sent_by_name, scheduled_at: at, groups } = broadcast;
  const now = useServerNow();
  const name = sent_by_name ?? t('somebody');
  const told = [
    ...(reach === null ? [] : [(groups === null ? t : ofGroups)('awaitingReach', { name, count: reach })]),
    ...(above === null ? [] : [t('awaitingAbove', { count: above })]),
    at !== null && Date.parse(at) > now ? t('awaitingHour', { at: dayMinute(at) }) : t('awaitingNow'),
    ...(own ? [t('awaitingOwn')] : []),
  ];
  return <Alert theme="warning" title={t('awaitingTitle')} message={told.join(t('joint'))} />;
}
