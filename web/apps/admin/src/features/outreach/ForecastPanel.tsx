import type { WaitingGroup } from '@lingqu/api';
import { useState } from 'react';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { GroupchatLink } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { Button, Resource } from '@/shared/ui';

import css from './Sending.module.css';
import { type ForetellAsked, type Foretold, useForetold } from './useForecast';
import { groupsWords } from './words/groups';
import { sendingWords } from './words/sending';

const CAPS = new Set(['over_cap', 'capped']);
const MOST_DAYS = 7;
const MOST_NAMED = 6;

/** A forecast that is asked for by a press: it costs seconds. */
export function ForecastOnDemand({ asked }: { asked: ForetellAsked }) {
  const { t } = useWords(sendingWords);
  const [open, setOpen] = useState(false);
  if (open) return <ForecastPanel asked={asked} />;
  return (
    <Button variant="text" theme="primary" onClick={() => setOpen(true)}>
      {t('askForecast', { unit: t(asked.target.to === 'groups' ? 'groups' : 'people') })}
    </Button>
  );
}

/** Who, or which groups, would get it if it left then, which not and why, and when those beyond a cap could. */
export function ForecastPanel({ asked }: { asked: ForetellAsked }) {
  const { t } = useWords(sendingWords);
  const forecast = useForetold(asked);
  return (
    <section className={css.forecast} aria-label={t('forecast')} aria-live="polite">
      <Resource query={forecast} waiting={<p className={css.waiting}>{t('foretelling')}</p>}>
        {(found) => <Told forecast={found} />}
      </Resource>
    </section>
  );
}

function Told({ forecast }: { forecast: Foretold }) {
  const { t } = useWords(sendingWords);
  const { dayMinute } = useFormat();
  const reason = useReason();
  const { of, reached, skipped, opens_at, closes_at, waiting } = forecast;
  const unit = t(of);
  const sum = (rows: { count: number }[]) => rows.reduce((all, one) => all + one.count, 0);
  const capped = sum(skipped.filter((one) => CAPS.has(one.reason)));
  const others = skipped.filter((one) => !CAPS.has(one.reason));
  return (
    <>
      <p className={css.reached}>
        <b>{t('reached', { count: reached, unit })}</b>
        <span>{t('window', { from: dayMinute(opens_at), to: dayMinute(closes_at) })}</span>
      </p>
      {capped > 0 && <Beyond forecast={forecast} capped={capped} all={reached + sum(skipped)} />}
      {waiting.length > 0 && <Waiting groups={waiting} all={capped} />}
      {others.length > 0 && (
        <p className={css.others}>
          {t('others', {
            reasons: others
              .map((one) => t('otherRow', { reason: reason(one.reason), count: one.count, unit }))
              .join(' · '),
          })}
        </p>
      )}
    </>
  );
}

interface BeyondProps {
  forecast: Foretold;
  capped: number;
  all: number;
}

function Beyond({ forecast: { of, later, too_late }, capped, all }: BeyondProps) {
  const { t } = useWords(sendingWords);
  const { number, monthDay } = useFormat();
  const unit = t(of);
  const days = later.slice(0, MOST_DAYS);
  const afterwards = later.slice(MOST_DAYS).reduce((sum, one) => sum + one.count, 0);
  const most = Math.max(...days.map((one) => one.count), 1);
  const first = days[0];
  return (
    <>
      <p>
        {[
          t('beyond', { all, count: capped, unit }),
          ...(first === undefined
            ? []
            : [t('earliest', { count: first.count, day: monthDay(first.day), unit })]),
          ...(too_late > 0 ? [t('tooLate', { count: too_late, unit })] : []),
        ].join(' · ')}
      </p>
      <ul className={css.days} aria-label={t('byDay')}>
        {days.map((one) => (
          <li key={one.day} aria-label={t('dayRow', { day: monthDay(one.day), count: one.count, unit })}>
            <span>{monthDay(one.day)}</span>
            <i style={{ width: `${(one.count / most) * 100}%` }} />
            <b>{number(one.count)}</b>
          </li>
        ))}
      </ul>
      {afterwards > 0 && <p className={css.others}>{t('afterwards', { count: afterwards, unit })}</p>}
    </>
  );
}

/** The groups beyond a cap by name, and from when on each could get it. */
function Waiting({ groups, all }: { groups: WaitingGroup[]; all: number }) {
  const { t } = useWords(groupsWords);
  const { monthDay } = useFormat();
  const named = groups.slice(0, MOST_NAMED);
  return (
    <ul className={css.groups} aria-label={t('beyond')}>
      {named.map((one) => (
        <li key={one.groupchat_id}>
          <GroupchatLink groupchat_id={one.groupchat_id} name={one.name} />
          <small>
            {[
              ...(one.owner === null ? [] : [one.owner]),
              one.day === null ? t('notWithinAMonth') : t('from', { day: monthDay(one.day) }),
            ].join(' · ')}
          </small>
        </li>
      ))}
      {all > named.length && <li>{t('more', { count: all - named.length })}</li>}
    </ul>
  );
}
