import type { Groupchat, OwnerStatus } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Every way a group stands with its owner; its word is `groupchatWords[status]`. */
const OWNER_TONES: Record<OwnerStatus, Tone> = {
  normal: 'good',
  resigned: 'warn',
  inheriting: 'running',
  inherited: 'good',
};

type StateWord = OwnerStatus | 'dismissed' | 'unreadable';

/** What to say of a group first: its end, that we cannot read it, or how it stands with its owner. */
export function stateOf(group: Groupchat): { word: StateWord; tone: Tone } {
  if (group.dismissed_at !== null) return { word: 'dismissed', tone: 'muted' };
  if (group.unreadable_errcode !== null) return { word: 'unreadable', tone: 'warn' };
  return { word: group.status, tone: OWNER_TONES[group.status] };
}
