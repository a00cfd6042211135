import type { Calendar, CalendarDay, CalendarEntry } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import css from './Calendar.module.css';
import { CalendarChip } from './CalendarChip';
import type { CalendarView } from './calendarDays';
import type { Mark } from './calendarLegend';
import { calendarWords, FESTIVALS } from './words/calendar';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Of a day in the month view; the rest is counted and leads to its week. */
const MOST_SHOWN = 3;

interface CalendarGridProps {
  calendar: Calendar;
  marks: ReadonlyMap<number, Mark>;
  view: CalendarView;
  /** The month that is looked at, "2026-11": days of others step back. */
  month: string;
  today: string;
}

/** Weeks from Monday to Sunday, a cell a day. */
export function CalendarGrid({ calendar, marks, view, month, today }: CalendarGridProps) {
  const { t } = useWords(calendarWords);
  const { date } = useFormat();
  const byDay = new Map(calendar.days.map(({ day }) => [day, [] as CalendarEntry[]]));
  for (const entry of calendar.entries) byDay.get(date(entry.at))?.push(entry);
  return (
    <div className={css.grid} data-view={view} role="grid" aria-label={t('title')}>
      <div className={css.row} role="row">
        {WEEKDAYS.map((name) => (
          <span key={name} className={css.weekday} role="columnheader">
            {t(name)}
          </span>
        ))}
      </div>
      {weeksOf(calendar.days).map((week) => (
        <div key={week[0]?.day} className={css.row} role="row">
          {week.map((day) => (
            <Cell
              key={day.day}
              day={day}
              entries={byDay.get(day.day) ?? []}
              marks={marks}
              view={view}
              beside={view === 'month' && !day.day.startsWith(month)}
              today={day.day === today}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

const weeksOf = (days: CalendarDay[]): CalendarDay[][] =>
  Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));

interface CellProps {
  day: CalendarDay;
  entries: CalendarEntry[];
  marks: ReadonlyMap<number, Mark>;
  view: CalendarView;
  beside: boolean;
  today: boolean;
}

function Cell({ day: { day, festival, rests }, entries, marks, view, beside, today }: CellProps) {
  const { t } = useWords(calendarWords);
  const shown = view === 'week' ? entries : entries.slice(0, MOST_SHOWN);
  const known = FESTIVALS.find((one) => one === festival);
  const name = known === undefined ? festival : t(known);
  return (
    <div
      className={css.cell}
      role="gridcell"
      aria-label={day}
      data-beside={beside}
      data-today={today}
      data-festival={festival !== null}
    >
      <div className={css.day}>
        <b>{Number(day.slice(8))}</b>
        {name !== null && <span>{rests ? t('restsFor', { name }) : name}</span>}
      </div>
      {shown.map((entry) => (
        <CalendarChip
          key={`${entry.kind}:${entry.number}`}
          entry={entry}
          mark={entry.programme === null ? undefined : marks.get(entry.programme.programme_id)}
          full={view === 'week'}
        />
      ))}
      {entries.length > shown.length && (
        <Link
          to="/calendar"
          search={(previous) => ({ ...previous, view: 'week' as const, day })}
          className={css.rest}
        >
          {t('more', { count: entries.length - shown.length })}
        </Link>
      )}
    </div>
  );
}
