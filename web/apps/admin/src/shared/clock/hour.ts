const BEIJING = '+08:00';
const BEIJING_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
const LONGEST_WAIT_DAYS = 90;

/** An hour of Beijing's clock as the picker has it, "2026-11-23 10:00", as an instant. */
export const instantOf = (clock: string): string => `${clock.slice(0, 16).replace(' ', 'T')}:00${BEIJING}`;

const clockOf = (ms: number): string =>
  new Date(ms + BEIJING_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');

/** Ten in the morning of the next day: what is offered first. */
export const tomorrowMorning = (nowMs: number): string => `${clockOf(nowMs + DAY_MS).slice(0, 10)} 10:00`;

/** Whether something may be scheduled for then, so many days ahead at most. */
export function isToCome(instant: string, nowMs: number, withinDays = LONGEST_WAIT_DAYS): boolean {
  const wait = Date.parse(instant) - nowMs;
  return wait > 0 && wait <= withinDays * DAY_MS;
}
