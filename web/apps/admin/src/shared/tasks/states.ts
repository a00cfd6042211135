import type { DeclinedReason, TaskKind, TaskState } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Kinds that can be asked for; a group send is made by a broadcast. */
export const ASKED_KINDS = [
  'follow_up',
  'message',
  'invite',
  'tag',
  'other',
] as const satisfies readonly TaskKind[];

export const DECLINED: readonly DeclinedReason[] = ['no_answer', 'not_mine', 'no_time', 'other'];

/** Every state of a task; its word is `taskWords['state.' + state]`. */
export const TASK_TONES: Record<TaskState, Tone> = {
  open: 'running',
  confirmed: 'good',
  expired: 'warn',
  cancelled: 'muted',
};
