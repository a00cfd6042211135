import type { FlowFact } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { deliveryWords, useReason } from '@/shared/deliveries';
import { type KeyOf, useWords } from '@/shared/i18n';
import { useSegmentNames } from '@/shared/segments';
import { useTagNames } from '@/shared/tags';

import { isKnown } from './families';
import { factWords } from './words';

type Slots = Record<
  | 'customer'
  | 'staff'
  | 'channel'
  | 'group'
  | 'segment'
  | 'tag'
  | 'message'
  | 'reason'
  | 'seconds'
  | 'kind'
  | 'from'
  | 'to',
  ReactNode
>;

type Key = KeyOf<typeof factWords>;

const told = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';

const stageOf = (name: unknown) => (told(name) ? name : '–');

/** The most telling sentence that the fact has the parts for. */
function sentenceOf(fact: FlowFact, seconds: unknown): Key {
  if (fact.kind === 'relation.added' && fact.channel !== null) return 'relation.added.channel';
  if (fact.kind === 'delivery.delivered' && told(seconds)) return 'delivery.delivered.seconds';
  if (fact.kind === 'groupchat.member_joined' || fact.kind === 'groupchat.member_left') {
    if (fact.customer === null) return `${fact.kind}.staff`;
    if (fact.kind === 'groupchat.member_joined' && fact.channel !== null) return `${fact.kind}.channel`;
  }
  if (fact.kind === 'stage.changed' && told(fact.detail.from_name)) return 'stage.changed.from';
  return isKnown(fact.kind) ? fact.kind : 'other';
}

/** A fact as one sentence, its customer and channel linked. */
export function FactSentence({ fact }: { fact: FlowFact }) {
  const { rich } = useWords(factWords);
  const slots = useSlots(fact);
  const say = rich as (key: Key, slots: Slots) => ReactNode[];
  return <>{say(sentenceOf(fact, fact.detail.seconds), slots)}</>;
}

const MESSAGES = ['welcome', 'broadcast', 'groupchat', 'moment'] as const;

function useSlots(fact: FlowFact): Slots {
  const { t } = useWords(factWords);
  const { t: message } = useWords(deliveryWords);
  const reason = useReason();
  const tags = useTagNames();
  const { tag_id, tag_name, channel, groupchat_id, segment_id, reason: code, seconds } = fact.detail;
  const tag = told(tag_name) ? tag_name : tags.get(Number(tag_id));
  const nobody = told(groupchat_id) ? <GroupchatLink id={groupchat_id} /> : t('customer');
  return {
    customer: fact.customer === null ? nobody : <CustomerLink {...fact.customer} />,
    staff: <b>{fact.staff?.name ?? t('staff')}</b>,
    channel: fact.channel !== null && (
      <Link to="/channels/$channelId" params={{ channelId: fact.channel.channel_id }}>
        {fact.channel.name}
      </Link>
    ),
    group: <GroupchatLink id={groupchat_id} />,
    segment: <SegmentLink id={segment_id} />,
    tag: tag ?? t('unnamed'),
    message: message(MESSAGES.find((one) => one === channel) ?? 'message'),
    reason: typeof code === 'string' ? reason(code) : t('noReason'),
    seconds: told(seconds) ? Number(seconds).toFixed(1) : '',
    kind: fact.kind,
    from: stageOf(fact.detail.from_name),
    to: stageOf(fact.detail.to_name),
  };
}

function GroupchatLink({ id }: { id: unknown }) {
  const { t } = useWords(factWords);
  if (!told(id)) return <>{t('groupchat')}</>;
  return (
    <Link to="/groupchats/$groupchatId" params={{ groupchatId: Number(id) }}>
      {t('groupchat')}
    </Link>
  );
}

function SegmentLink({ id }: { id: unknown }) {
  const { t } = useWords(factWords);
  const names = useSegmentNames(told(id));
  if (!told(id)) return null;
  const name = names.data?.get(Number(id));
  return (
    <Link to="/segments/$segmentId" params={{ segmentId: Number(id) }}>
      {name === undefined ? t('segmentNumber', { id: String(id) }) : t('segmentNamed', { name })}
    </Link>
  );
}

interface CustomerLinkProps {
  customer_id: number;
  /** Null for readers without personal data. */
  name: string | null;
}

export function CustomerLink({ customer_id, name }: CustomerLinkProps) {
  const { t } = useWords(factWords);
  return (
    <Link to="/customers/$customerId" params={{ customerId: customer_id }}>
      {name ?? t('customerNumber', { id: String(customer_id) })}
    </Link>
  );
}
