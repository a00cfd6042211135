/** Days of the corp as "2026-11-23"; reckoned in UTC, where every day has 24 hours. */
const DAY_MS = 86_400_000;

export type CalendarView = 'month' | 'week';

const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of a day's week. */
const mondayOf = (day: string): string => shifted(day, -((new Date(day).getUTCDay() + 6) % 7));

const firstOf = (day: string): string => `${day.slice(0, 7)}-01`;

/** From and to, both included: whole weeks that hold the day's month, or its week. */
export function spanOf(view: CalendarView, day: string): { from: string; to: string } {
  if (view === 'week') return { from: mondayOf(day), to: shifted(mondayOf(day), 6) };
  const last = shifted(moved('month', day, 1), -1);
  return { from: mondayOf(firstOf(day)), to: shifted(mondayOf(last), 6) };
}

/** The day that stands for the month or week before or after. */
export function moved(view: CalendarView, day: string, by: 1 | -1): string {
  if (view === 'week') return shifted(day, 7 * by);
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10);
}
