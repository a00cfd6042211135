import { ApiError, type QuietHours, type Rules, type RulesDraft } from '@lingqu/api';

/** The rules while they are edited: nothing left out. */
export type RulesForm = Required<RulesDraft>;

export const MOST_CAPS = 20;
export const USUAL_QUIET: QuietHours = { begins: '21:00:00', ends: '09:00:00' };
export const USUAL_APPROVAL = 10_000;
export const USUAL_TASKS = 3;

export const formOf = ({
  shape = 'monthly_days',
  caps = [],
  group_caps = [],
  quiet = null,
  rests_on_holidays,
  holdout_permille,
  approval_above = null,
  tasks_per_day = null,
}: Rules): RulesForm => ({
  shape,
  caps,
  group_caps,
  quiet,
  rests_on_holidays,
  holdout_permille,
  approval_above,
  tasks_per_day,
});

/** Which list of caps: of persons, or of customer groups. */
export type CapsOf = 'caps' | 'group_caps';

export type RulesFault = 'most' | 'twice' | 'many' | 'quiet' | 'share' | 'approval' | 'tasks';

/** What is at fault, by the place that the server named. */
export interface Faulted {
  fault: RulesFault;
  /** The cap at fault, where it is one. */
  row: number | null;
  /** The list it stands in. */
  list: CapsOf;
}

const PLACES: [RegExp, RulesFault][] = [
  [/^body\.(?:group_)?caps\[(\d+)\]\.most$/, 'most'],
  [/^body\.(?:group_)?caps\[(\d+)\]$/, 'twice'],
  [/^body\.(?:group_)?caps$/, 'many'],
  [/^body\.quiet/, 'quiet'],
  [/^body\.holdout_permille$/, 'share'],
  [/^body\.approval_above$/, 'approval'],
  [/^body\.tasks_per_day$/, 'tasks'],
];

/** Where an error belongs in the form; null when it is not about one of its fields. */
export function faultedBy(error: unknown): Faulted | null {
  if (!(error instanceof ApiError) || error.place === null) return null;
  for (const [pattern, fault] of PLACES) {
    const found = pattern.exec(error.place);
    const list = error.place.startsWith('body.group_caps') ? 'group_caps' : 'caps';
    if (found !== null) return { fault, row: found[1] === undefined ? null : Number(found[1]), list };
  }
  return null;
}

const DAY_MINUTES = 24 * 60;

/** Minutes since midnight of a clock time. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The hours of a day that are quiet, in minutes from midnight, in order. */
export function quietSpans({ begins, ends }: QuietHours): [number, number][] {
  const [from, to] = [minutesOf(begins), minutesOf(ends)];
  if (from <= to) return from === to ? [] : [[from, to]];
  return to === 0
    ? [[from, DAY_MINUTES]]
    : [
        [0, to],
        [from, DAY_MINUTES],
      ];
}

const BEIJING_OFFSET_MINUTES = 8 * 60;

/** Whether an instant falls into quiet hours; public holidays are the server's to know. */
export function isQuiet(quiet: QuietHours, instantMs: number): boolean {
  const minute = (Math.floor(instantMs / 60_000) + BEIJING_OFFSET_MINUTES) % DAY_MINUTES;
  return quietSpans(quiet).some(([from, to]) => from <= minute && minute < to);
}
