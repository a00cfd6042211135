import type { GroupWelcome, GroupWelcomeState } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Every state of a welcome template; its word is `groupWelcomeWords[state]`. */
export const GROUP_WELCOME_TONES: Record<GroupWelcomeState, Tone> = {
  waiting: 'running',
  making: 'running',
  live: 'good',
  unknown: 'warn',
  refused: 'bad',
  gone: 'warn',
  removing: 'running',
  removed: 'muted',
};

/** Whether it changes by itself: WeCom is being asked. */
export const isMoving = ({ state, changing }: Pick<GroupWelcome, 'state' | 'changing'>): boolean =>
  state === 'waiting' || state === 'making' || state === 'removing' || changing;

const of =
  (...states: GroupWelcomeState[]) =>
  ({ state }: Pick<GroupWelcome, 'state'>): boolean =>
    states.includes(state);

/** What a person may do with it, as the server decides again. */
export const isRevisable = of('waiting', 'live', 'refused', 'gone');
export const isMakeable = of('unknown', 'refused', 'gone');
export const isRemovable = of('waiting', 'live', 'unknown', 'refused', 'gone');
/** WeCom holds it: removing it takes it from the groups that use it. */
export const isHeld = of('live', 'removing');
