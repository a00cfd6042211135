import type { CalendarEntry } from '@lingqu/api';

/** How a programme is told from others: a letter for every eye, a colour for those who see it. */
export interface Mark {
  programme_id: number;
  name: string;
  letter: string;
  /** 0 to 5; more programmes begin anew, their letters differ. */
  hue: number;
}

const HUES = 6;
const A = 'A'.charCodeAt(0);
const LETTERS = 26;

const letterOf = (place: number): string =>
  String.fromCharCode(A + (place % LETTERS)) + (place < LETTERS ? '' : String(Math.floor(place / LETTERS)));

/** The marks of the programmes that appear, the oldest first; a programme has the same in every month. */
export function marksOf(entries: CalendarEntry[]): Map<number, Mark> {
  const names = new Map(
    entries.flatMap(({ programme }) =>
      programme === null ? [] : [[programme.programme_id, programme.name] as const],
    ),
  );
  return new Map(
    [...names]
      .sort(([one], [other]) => one - other)
      .map(([programme_id, name]) => [
        programme_id,
        { programme_id, name, letter: letterOf(programme_id - 1), hue: (programme_id - 1) % HUES },
      ]),
  );
}
