import { ApiError, type ProgrammeDraft, type ProgrammeState } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Every state of a programme; its word is `programmeWords[state]`. */
export const PROGRAMME_TONES: Record<ProgrammeState, Tone> = {
  running: 'running',
  paused: 'warn',
  ended: 'muted',
};

/** A programme while it is written: nothing left out. */
export type ProgrammeForm = Required<ProgrammeDraft>;

export const FRESH_PROGRAMME: ProgrammeForm = {
  name: '',
  owner: '',
  category: 'marketing',
  hypothesis: '',
  target: '',
  budget: null,
  priority: 50,
  value_fen: 0,
  holdout_permille: 50,
  overnight: false,
  cadence: null,
};

/** What of a programme is the operator's to decide. */
export const programmeForm = ({
  name,
  owner,
  category,
  hypothesis,
  target,
  budget = null,
  priority,
  value_fen,
  holdout_permille,
  overnight,
  cadence = null,
}: ProgrammeDraft): ProgrammeForm => ({
  name,
  owner,
  category,
  hypothesis,
  target,
  budget,
  priority,
  value_fen,
  holdout_permille,
  overnight,
  cadence,
});

export type ProgrammeField = Exclude<keyof ProgrammeForm, 'category' | 'overnight'>;

/** The field that the server refused; null when the error is about none. */
export function fieldOf(error: unknown): ProgrammeField | null {
  if (!(error instanceof ApiError) || error.place === null) return null;
  const field = error.place.replace('body.', '').replace('cadence.most', 'cadence');
  return field in FRESH_PROGRAMME ? (field as ProgrammeField) : null;
}
