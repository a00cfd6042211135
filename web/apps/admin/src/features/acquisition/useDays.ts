import { serverNow } from '@/shared/clock';
import { useFormat } from '@/shared/format';

import type { ReportSearch } from './search';
import type { Days } from './useReport';

const DAY_MS = 86_400_000;
const LAST_DAYS = 30;

/** The days a report is over: those in the address, else the last thirty of the corp. */
export function useDays({ from, to }: ReportSearch): Days {
  const { date } = useFormat();
  const daysAgo = (days: number) => date(new Date(serverNow() - days * DAY_MS).toISOString());
  return { from: from ?? daysAgo(LAST_DAYS - 1), to: to ?? daysAgo(0) };
}

/** Every day from one to another, both included; none when they are in the wrong order. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
