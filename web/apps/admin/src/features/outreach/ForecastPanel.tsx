import type { Forecast, ForecastAsked } from '@lingqu/api';
import { useState } from 'react';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Button, Resource } from '@/shared/ui';

import css from './Sending.module.css';
import { useForecast } from './useForecast';
import { sendingWords } from './words/sending';

const CAPS = new Set(['over_cap', 'capped']);
const MOST_DAYS = 7;

/** A forecast that is asked for by a press: it costs seconds. */
export function ForecastOnDemand({ asked }: { asked: ForecastAsked }) {
  const { t } = useWords(sendingWords);
  const [open, setOpen] = useState(false);
  if (open) return <ForecastPanel asked={asked} />;
  return (
    <Button variant="text" theme="primary" onClick={() => setOpen(true)}>
      {t('askForecast')}
    </Button>
  );
}

/** Who would get it if it left then, who not and why, and when those beyond a cap could. */
export function ForecastPanel({ asked }: { asked: ForecastAsked }) {
  const { t } = useWords(sendingWords);
  const forecast = useForecast(asked);
  return (
    <section className={css.forecast} aria-label={t('forecast')} aria-live="polite">
      <Resource query={forecast} waiting={<p className={css.waiting}>{t('foretelling')}</p>}>
        {(found) => <Told forecast={found} />}
      </Resource>
    </section>
  );
}

function Told({ forecast }: { forecast: Forecast }) {
  const { t } = useWords(sendingWords);
  const { dayMinute } = useFormat();
  const reason = useReason();
  const { customers, skipped, opens_at, closes_at } = forecast;
  const sum = (rows: { count: number }[]) => rows.reduce((all, one) => all + one.count, 0);
  const capped = sum(skipped.filter((one) => CAPS.has(one.reason)));
  const others = skipped.filter((one) => !CAPS.has(one.reason));
  return (
    <>
      <p className={css.reached}>
        <b>{t('reached', { count: customers })}</b>
        <span>{t('window', { from: dayMinute(opens_at), to: dayMinute(closes_at) })}</span>
      </p>
      {capped > 0 && <Beyond forecast={forecast} capped={capped} all={customers + sum(skipped)} />}
      {others.length > 0 && (
        <p className={css.others}>
          {t('others', {
            reasons: others
              .map((one) => t('otherRow', { reason: reason(one.reason), count: one.count }))
              .join(' · '),
          })}
        </p>
      )}
    </>
  );
}

interface BeyondProps {
  forecast: Forecast;
  capped: number;
  all: number;
}

function Beyond({ forecast: { later, too_late }, capped, all }: BeyondProps) {
  const { t } = useWords(sendingWords);
  const { number, monthDay } = useFormat();
  const days = later.slice(0, MOST_DAYS);
  const afterwards = later.slice(MOST_DAYS).reduce((sum, one) => sum + one.customers, 0);
  const most = Math.max(...days.map((one) => one.customers), 1);
  const first = days[0];
  return (
    <>
      <p>
        {[
          t('beyond', { all, count: capped }),
          ...(first === undefined
            ? []
            : [t('earliest', { count: first.customers, day: monthDay(first.day) })]),
          ...(too_late > 0 ? [t('tooLate', { count: too_late })] : []),
        ].join(' · ')}
      </p>
      <ul className={css.days} aria-label={t('byDay')}>
        {days.map((one) => (
          <li key={one.day} aria-label={t('dayRow', { day: monthDay(one.day), count: one.customers })}>
            <span>{monthDay(one.day)}</span>
            <i style={{ width: `${(one.customers / most) * 100}%` }} />
            <b>{number(one.customers)}</b>
          </li>
        ))}
      </ul>
      {afterwards > 0 && <p className={css.others}>{t('afterwards', { count: afterwards })}</p>}
    </>
  );
}
