import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import { memberWords } from './words';

const HOUR_MS = 3_600_000;
const URGENT_HOURS = 2;

/** "今天 18:00 前", by the corp's days; `urgent` in the last two hours, and once it is over. */
export function useDeadline(closesAt: string, now: string): { words: string; urgent: boolean } {
  const { t } = useWords(memberWords);
  const { date, minute } = useFormat();
  const left = Date.parse(closesAt) - Date.parse(now);
  const tomorrow = new Date(Date.parse(now) + 24 * HOUR_MS).toISOString();
  const time = minute(closesAt);
  const urgent = left < URGENT_HOURS * HOUR_MS;
  if (left <= 0) return { words: t('passed'), urgent };
  if (date(closesAt) === date(now)) return { words: t('today', { time }), urgent };
  if (date(closesAt) === date(tomorrow)) return { words: t('tomorrow', { time }), urgent };
  const [, month = '', day = ''] = date(closesAt).split('-');
  return { words: t('onDay', { month: String(Number(month)), day: String(Number(day)), time }), urgent };
}
