import type { ImportState } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** What a state means for the reader; its word is `importWords[state]`. */
export const TONES: Record<ImportState, Tone> = {
  opening: 'running',
  draft: 'warn',
  checking: 'running',
  checked: 'warn',
  publishing: 'running',
  published: 'good',
  failed: 'bad',
  cancelled: 'muted',
};

/** States that go on by themselves. */
export const MOVING: ReadonlySet<ImportState> = new Set(['opening', 'checking', 'publishing']);

/** Which of the five steps a state belongs to, from 0. */
export const STEP_OF: Record<ImportState, number> = {
  opening: 0,
  failed: 0,
  cancelled: 0,
  draft: 1,
  checking: 2,
  checked: 3,
  publishing: 3,
  published: 4,
};
