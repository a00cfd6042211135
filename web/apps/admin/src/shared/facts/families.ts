import type { Tone } from '@/shared/ui';

export type Family =
  'added' | 'lost' | 'groups' | 'tagged' | 'sent' | 'tasks' | 'orders' | 'segments' | 'edited';

export const FAMILIES: readonly Family[] = [
  'added',
  'sent',
  'tagged',
  'tasks',
  'orders',
  'groups',
  'lost',
  'edited',
];

interface Look {
  family: Family;
  tone: Tone;
}

/** Every kind of fact: the family a reader filters by, and whether it is good news. */
export const FACTS = {
  'relation.added': { family: 'added', tone: 'running' },
  'relation.readded': { family: 'added', tone: 'running' },
  'relation.half_added': { family: 'added', tone: 'neutral' },
  'relation.deleted_by_customer': { family: 'lost', tone: 'bad' },
  'relation.deleted_by_staff': { family: 'lost', tone: 'bad' },
  'relation.edited': { family: 'edited', tone: 'neutral' },
  'tag.granted': { family: 'tagged', tone: 'neutral' },
  'tag.withdrawn': { family: 'tagged', tone: 'muted' },
  'stage.changed': { family: 'tagged', tone: 'good' },
  'delivery.planned': { family: 'sent', tone: 'neutral' },
  'delivery.handed_over': { family: 'sent', tone: 'neutral' },
  'delivery.delivered': { family: 'sent', tone: 'good' },
  'delivery.failed': { family: 'sent', tone: 'bad' },
  'delivery.cancelled': { family: 'sent', tone: 'warn' },
  'delivery.expired': { family: 'sent', tone: 'warn' },
  'delivery.unknown': { family: 'sent', tone: 'warn' },
  'delivery.skipped': { family: 'sent', tone: 'warn' },
  'programme.exposed': { family: 'sent', tone: 'muted' },
  'task.opened': { family: 'tasks', tone: 'neutral' },
  'task.seen': { family: 'tasks', tone: 'neutral' },
  'task.confirmed': { family: 'tasks', tone: 'good' },
  'task.expired': { family: 'tasks', tone: 'warn' },
  'task.cancelled': { family: 'tasks', tone: 'muted' },
  'groupchat.created': { family: 'groups', tone: 'good' },
  'groupchat.dismissed': { family: 'groups', tone: 'bad' },
  'groupchat.owner_changed': { family: 'groups', tone: 'neutral' },
  'groupchat.renamed': { family: 'groups', tone: 'muted' },
  'groupchat.member_joined': { family: 'groups', tone: 'running' },
  'groupchat.member_left': { family: 'groups', tone: 'warn' },
  'groupchat.tagged': { family: 'groups', tone: 'neutral' },
  'groupchat.untagged': { family: 'groups', tone: 'muted' },
  'customer.read': { family: 'edited', tone: 'muted' },
  'order.placed': { family: 'orders', tone: 'neutral' },
  'order.paid': { family: 'orders', tone: 'good' },
  'order.refunded': { family: 'orders', tone: 'warn' },
  'segment.entered': { family: 'segments', tone: 'running' },
  'segment.left': { family: 'segments', tone: 'muted' },
  'customer.attribute_set': { family: 'edited', tone: 'neutral' },
  'customer.belongs': { family: 'edited', tone: 'neutral' },
  'customer.merged': { family: 'edited', tone: 'neutral' },
  'customer.unmerged': { family: 'edited', tone: 'warn' },
  'consent.granted': { family: 'edited', tone: 'good' },
  'consent.withdrawn': { family: 'edited', tone: 'warn' },
  'customer.suppressed': { family: 'edited', tone: 'warn' },
  'customer.unsuppressed': { family: 'edited', tone: 'neutral' },
  'identity.quarantined': { family: 'edited', tone: 'warn' },
  'identity.released': { family: 'edited', tone: 'neutral' },
} as const satisfies Record<string, Look>;

export type FactKind = keyof typeof FACTS;

export const isKnown = (kind: string): kind is FactKind => kind in FACTS;

/** A kind newer than this page still has a place. */
export const factOf = (kind: string): Look =>
  isKnown(kind) ? FACTS[kind] : { family: 'edited', tone: 'neutral' };
