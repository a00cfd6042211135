import type { MomentReach } from '@lingqu/api';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Failure, type Fetched } from '@/shared/ui';

import css from './Broadcast.module.css';
import momentCss from './Moment.module.css';
import { momentWords } from './words/moment';
import { momentReachWords } from './words/momentReach';

interface MomentReachPanelProps {
  /** Whether there is anything to count. */
  chosen: boolean;
  reach: Fetched<MomentReach>;
}

/** How many customers could see it now, through how many members, who not and why, and who would nevertheless. */
export function MomentReachPanel(props: MomentReachPanelProps) {
  const { t } = useWords(momentReachWords);
  return (
    <section className={css.audience} aria-live="polite" aria-label={t('reach')}>
      <Found {...props} />
    </section>
  );
}

function Found({ chosen, reach: { data, error, refetch } }: MomentReachPanelProps) {
  const { t } = useWords(momentReachWords);
  const { number } = useFormat();
  const told = useTold();
  if (!chosen) return <p className={css.quiet}>{t('choose')}</p>;
  if (error !== null && error !== undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <p className={css.quiet}>{t('counting')}</p>;
  return (
    <>
      <div>
        <span className={css.quiet}>{t('reach')}</span>
        <p className={css.size}>{number(data.customers)}</p>
        <span className={css.quiet}>
          {data.customers === 0 ? t('nobody') : t('reachStaff', { count: data.staff })}
        </span>
      </div>
      <ul className={`${css.skipped} ${momentCss.told}`}>
        {told(data).map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </>
  );
}

/** Everything a forecast says, a sentence each. */
function useTold(): (reach: MomentReach) => string[] {
  const { t } = useWords(momentReachWords);
  const { t: said } = useWords(momentWords);
  const { dayMinute } = useFormat();
  const reason = useReason();
  return (reach) =>
    [
      said('window', { from: dayMinute(reach.opens_at), to: dayMinute(reach.closes_at) }),
      reach.governing === 'consent' && said('mustConsent'),
      ...reach.skipped.map((one) => said('leftOut', { count: one.count, reason: reason(one.reason) })),
      ...reach.nevertheless.map((one) => t('nevertheless', { count: one.count, reason: reason(one.reason) })),
      reach.hidden > 0 && t('overCap', { count: reach.hidden, most: reach.most_a_month }),
      reach.marks > 0 && t('marks', { count: reach.marks, minutes: reach.minutes }),
    ].filter((one) => one !== false);
}
