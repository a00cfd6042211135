import type { Calendar } from '@lingqu/api';
import { getRouteApi } from '@tanstack/react-router';
import { ChevronLeftIcon, ChevronRightIcon } from 'tdesign-icons-react';
import { Radio, Select } from 'tdesign-react';

import { serverNow } from '@/shared/clock';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useLatestProgrammes } from '@/shared/programmes';
import { Button, Page, Panel, Resource, Waiting } from '@/shared/ui';

import css from './Calendar.module.css';
import { moved, spanOf } from './calendarDays';
import { CalendarGrid } from './CalendarGrid';
import { type Mark, marksOf } from './calendarLegend';
import { FrozenBanner } from './FrozenBanner';
import type { CalendarSearch } from './search';
import { useCalendar } from './useCalendar';
import { useRules } from './useRules';
import { calendarWords } from './words/calendar';

const route = getRouteApi('/calendar');

/** Everything that is planned, day by day over all programmes. */
export default function CalendarPage() {
  const { t } = useWords(calendarWords);
  const { date } = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = date(new Date(serverNow()).toISOString());
  const { view = 'month', day = today, programme_id } = search;
  const calendar = useCalendar({ ...spanOf(view, day), programme_id });
  const change = (changed: Partial<CalendarSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changed }), replace: true });
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <FrozenBanner />
      <Panel flush>
        <div className={css.bar}>
          <Button variant="outline" onClick={() => change({ day: undefined })}>
            {t('today')}
          </Button>
          <Button
            variant="text"
            aria-label={t(view === 'week' ? 'weekBefore' : 'monthBefore')}
            icon={<ChevronLeftIcon />}
            onClick={() => change({ day: moved(view, day, -1) })}
          />
          <Button
            variant="text"
            aria-label={t(view === 'week' ? 'weekAfter' : 'monthAfter')}
            icon={<ChevronRightIcon />}
            onClick={() => change({ day: moved(view, day, 1) })}
          />
          <h2 aria-live="polite">{useSpan(view, day)}</h2>
          <Programmes chosen={programme_id} onChange={(chosen) => change({ programme_id: chosen })} />
          <Radio.Group
            variant="default-filled"
            value={view}
            onChange={(chosen) => change({ view: chosen === 'week' ? 'week' : undefined })}
          >
            <Radio.Button value="month">{t('month')}</Radio.Button>
            <Radio.Button value="week">{t('week')}</Radio.Button>
          </Radio.Group>
        </div>
        <Resource query={calendar} waiting={<Waiting rows={5} rowHeight={112} />}>
          {(found) => {
            const marks = marksOf(found.entries);
            return (
              <>
                <Legend calendar={found} marks={[...marks.values()]} />
                <CalendarGrid
                  calendar={found}
                  marks={marks}
                  view={view}
                  month={day.slice(0, 7)}
                  today={today}
                />
              </>
            );
          }}
        </Resource>
      </Panel>
    </Page>
  );
}

/** What is looked at, in words. */
function useSpan(view: 'month' | 'week', day: string): string {
  const { t } = useWords(calendarWords);
  const { monthDay } = useFormat();
  const { from, to } = spanOf(view, day);
  const noon = (one: string) => monthDay(`${one}T12:00:00+08:00`);
  if (view === 'week') return `${noon(from)} – ${noon(to)}`;
  return t('monthOf', { year: day.slice(0, 4), month: String(Number(day.slice(5, 7))) });
}

interface ProgrammesProps {
  chosen: number | undefined;
  onChange: (programmeId: number | undefined) => void;
}

function Programmes({ chosen, onChange }: ProgrammesProps) {
  const { t } = useWords(calendarWords);
  const programmes = useLatestProgrammes().data?.items ?? [];
  return (
    <div className={css.filter} role="group" aria-label={t('programme')}>
      <Select
        clearable
        filterable
        value={chosen ?? ''}
        placeholder={t('allProgrammes')}
        options={programmes.map((one) => ({ value: one.programme_id, label: one.name }))}
        onChange={(picked) => onChange(typeof picked === 'number' ? picked : undefined)}
      />
    </div>
  );
}

/** What letters and colours stand for, and when nothing leaves. */
function Legend({ calendar, marks }: { calendar: Calendar; marks: Mark[] }) {
  const { t } = useWords(calendarWords);
  const { data: rules } = useRules();
  const quiet = rules?.quiet ?? null;
  const kinds = (['broadcast', 'moment', 'work_order'] as const).filter((kind) =>
    calendar.entries.some((entry) => entry.kind === kind && entry.programme === null),
  );
  return (
    <div className={css.legend}>
      <ul aria-label={t('legend')}>
        {marks.map((mark) => (
          <li key={mark.programme_id} data-hue={mark.hue}>
            <i className={css.mark}>{mark.letter}</i>
            {mark.name}
          </li>
        ))}
        {kinds.map((kind) => (
          <li key={kind} data-hue={kind}>
            <i className={css.mark}>{t(`${kind}Glyph`)}</i>
            {t(kind === 'broadcast' ? 'broadcastAlone' : kind === 'work_order' ? 'workOrderDue' : kind)}
          </li>
        ))}
      </ul>
      <span className={css.quiet}>
        {calendar.entries.length === 0 && t('empty')}
        {quiet !== null && t('quiet', { from: quiet.begins.slice(0, 5), to: quiet.ends.slice(0, 5) })}
      </span>
    </div>
  );
}
