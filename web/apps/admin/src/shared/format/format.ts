import { type Language, LOCALE } from '@/shared/i18n';

import { formatWords } from './words';

/** WeCom's days are days in China, wherever the reader is. */
export const CORP_TIME_ZONE = 'Asia/Shanghai';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Format {
  /** 12,345 */
  number: (value: number) => string;
  /** 984 → 98.4% */
  permille: (value: number) => string;
  /** 12345 → ¥123.45 */
  fen: (value: number) => string;
  /** 2026-11-22 10:32:05 */
  instant: (iso: string) => string;
  /** 10:32:05 */
  time: (iso: string) => string;
  /** 10:32 */
  minute: (iso: string) => string;
  /** 2026年11月22日 星期日 / Sunday, November 22, 2026 */
  day: (iso: string) => string;
  /** 2026-11-22, in the corp's days */
  date: (iso: string) => string;
  /** 11月24日周二 / Tue, Nov 24 */
  monthDay: (iso: string) => string;
  /** 11月24日 10:32 / Nov 24, 10:32 */
  dayMinute: (iso: string) => string;
  /** 3 分钟前 / 3 minutes ago; a date when longer than a week ago. */
  ago: (iso: string, nowMs: number) => string;
}

const parts = (format: Intl.DateTimeFormat, iso: string) =>
  Object.fromEntries(format.formatToParts(new Date(iso)).map((part) => [part.type, part.value]));

export function formatFor(language: Language): Format {
  const locale = LOCALE[language];
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat('zh-CN', { style: 'currency', currency: 'CNY' });
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: CORP_TIME_ZONE });
  const short = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: CORP_TIME_ZONE,
  });
  const shortMinute = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: CORP_TIME_ZONE,
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat('en-GB', {
    timeZone: CORP_TIME_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const date = (iso: string) => {
    const { year = '', month = '', day = '' } = parts(exact, iso);
    return `${year}-${month}-${day}`;
  };
  const minute = (iso: string) => {
    const told = parts(exact, iso);
    return `${told.hour ?? ''}:${told.minute ?? ''}`;
  };
  const time = (iso: string) => `${minute(iso)}:${parts(exact, iso).second ?? ''}`;
  return {
    number: (value) => number.format(value),
    permille: (value) => percent.format(value / 1000),
    fen: (value) => money.format(value / 100),
    instant: (iso) => `${date(iso)} ${time(iso)}`,
    time,
    minute,
    date,
    day: (iso) => long.format(new Date(iso)),
    monthDay: (iso) => short.format(new Date(iso)),
    dayMinute: (iso) => shortMinute.format(new Date(iso)),
    ago: (iso, nowMs) => {
      const past = nowMs - Date.parse(iso);
      const size = Math.abs(past);
      if (size < 5_000) return formatWords[language].justNow;
      if (Math.round(size / 1000) < 60) return relative.format(-Math.round(past / 1000), 'second');
      if (Math.round(size / MINUTE) < 60) return relative.format(-Math.round(past / MINUTE), 'minute');
      if (Math.round(size / HOUR) < 24) return relative.format(-Math.round(past / HOUR), 'hour');
      if (size < 7 * DAY) return relative.format(-Math.round(past / DAY), 'day');
      return date(iso);
    },
  };
}
