import type { BroadcastState, TaskState } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Every state of a broadcast; its word is `broadcastWords[state]`. */
export const BROADCAST_TONES: Record<BroadcastState, Tone> = {
  draft: 'neutral',
  awaiting_approval: 'warn',
  scheduled: 'neutral',
  planning: 'running',
  handing_over: 'running',
  waiting: 'running',
  done: 'good',
  cancelled: 'muted',
};

/** Every state of a member's task; its word is `broadcastWords['task.' + state]`. */
export const TASK_TONES: Record<TaskState, Tone> = {
  open: 'running',
  confirmed: 'good',
  expired: 'warn',
  cancelled: 'muted',
};

/** Whether its numbers still change by themselves. */
export const isMoving = (state: BroadcastState): boolean =>
  state === 'planning' || state === 'handing_over' || state === 'waiting';
