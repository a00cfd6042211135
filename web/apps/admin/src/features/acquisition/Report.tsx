import type { ChannelReport, ReportRow } from '@lingqu/api';
import { useMemo } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Chart, countsOver, NotKnown, Panel, Stat, Stats } from '@/shared/ui';

import { daysBetween } from './useDays';
import type { Days } from './useReport';
import { reportWords } from './words/report';

/** A report's totals; what WeCom does not tell stands among them as not known. */
export function ReportTotals({ report }: { report: ChannelReport }) {
  const { t } = useWords(reportWords);
  const { number, permille, fen } = useFormat();
  const { totals, not_known } = report;
  const lost = (customer: number, staff: number) => t('lostSplit', { customer, staff });
  return (
    <Stats>
      <Stat label={t('newAdds')} value={number(totals.adds_new)} unit={t('people')} note={t('newHelp')} />
      <Stat
        label={t('returning')}
        value={number(totals.adds_returning)}
        unit={t('people')}
        note={t('returningHelp')}
      />
      <Stat label={t('half')} value={number(totals.adds_half)} unit={t('people')} note={t('halfHelp')} />
      <Stat
        label={t('lost24')}
        value={number(totals.deleted_by_customer_24h + totals.deleted_by_staff_24h)}
        unit={t('people')}
        note={lost(totals.deleted_by_customer_24h, totals.deleted_by_staff_24h)}
      />
      <Stat
        label={t('lost7')}
        value={number(totals.deleted_by_customer_7d + totals.deleted_by_staff_7d)}
        unit={t('people')}
        note={lost(totals.deleted_by_customer_7d, totals.deleted_by_staff_7d)}
      />
      <Stat
        label={t('greetings')}
        value={inTime(totals) === null ? t('noData') : permille(inTime(totals) ?? 0)}
        note={t('greetingsOf', { inTime: totals.greetings_in_time, due: totals.greetings_due })}
      />
      <Stat
        label={t('cost')}
        value={totals.cost_per_add_fen === null ? t('noData') : fen(totals.cost_per_add_fen)}
        note={totals.cost_fen !== null && totals.cost_fen > 0 && t('costAll', { cost: fen(totals.cost_fen) })}
      />
      {not_known.includes('scans') && <Stat label={t('scans')} value={<NotKnown why={t('scansWhy')} />} />}
      {not_known.includes('refusals') && (
        <Stat label={t('refusals')} value={<NotKnown why={t('refusalsWhy')} />} />
      )}
    </Stats>
  );
}

/** Greetings in time of those due in permille, null when none was due. */
export const inTime = (row: ReportRow): number | null =>
  row.greetings_due === 0 ? null : (row.greetings_in_time * 1000) / row.greetings_due;

interface ReportByDayProps {
  report: ChannelReport;
  /** The days asked for: one without an add has no row in the report. */
  days: Days;
}

export function ReportByDay({ report: { by_day }, days }: ReportByDayProps) {
  const { t } = useWords(reportWords);
  const { from, to } = days;
  const option = useMemo(() => {
    const told = new Map(by_day.map((row) => [row.day, row]));
    const all = daysBetween(from, to);
    const counts = (key: 'adds_new' | 'adds_returning' | 'adds_half') =>
      all.map((day) => told.get(day)?.[key] ?? 0);
    return countsOver(
      all.map((day) => day.slice(5)),
      [
        { kind: 'bar', name: t('newAdds'), values: counts('adds_new') },
        { kind: 'bar', name: t('returning'), values: counts('adds_returning') },
        { kind: 'bar', name: t('half'), values: counts('adds_half') },
      ],
    );
  }, [by_day, from, to, t]);
  return (
    <Panel title={t('byDay')}>
      <Chart option={option} label={t('byDayLabel')} height={240} />
    </Panel>
  );
}
