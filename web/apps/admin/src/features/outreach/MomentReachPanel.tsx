import type { MomentReach } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Failure, type Fetched } from '@/shared/ui';

import css from './Broadcast.module.css';
import { momentWords } from './words/moment';

interface MomentReachPanelProps {
  /** Whether there is anything to count. */
  chosen: boolean;
  forSegment: boolean;
  reach: Fetched<MomentReach>;
}

/** How many customers could see it now, through how many members, and what is in the way. */
export function MomentReachPanel(props: MomentReachPanelProps) {
  const { t } = useWords(momentWords);
  return (
    <section className={css.audience} aria-live="polite" aria-label={t('reach')}>
      <Found {...props} />
    </section>
  );
}

function Found({ chosen, forSegment, reach: { data, error, refetch } }: MomentReachPanelProps) {
  const { t } = useWords(momentWords);
  const { number } = useFormat();
  if (!chosen) return <p className={css.quiet}>{t('choose')}</p>;
  if (error !== null && error !== undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <p className={css.quiet}>{t('counting')}</p>;
  if (data.customers === 0) return <p className={css.quiet}>{t('nobody')}</p>;
  const told = [
    data.over_cap > 0 &&
      t(forSegment ? 'overCapLeft' : 'overCap', { count: data.over_cap, most: data.most_a_month }),
    data.open_moments > 0 && t('openMoments', { count: data.open_moments }),
    data.marks > 0 && t('marks', { count: data.marks, minutes: data.minutes }),
  ].filter((one) => one !== false);
  return (
    <>
      <div>
        <span className={css.quiet}>{t('reach')}</span>
        <p className={css.size}>{number(data.customers)}</p>
        <span className={css.quiet}>{t('reachStaff', { count: data.staff })}</span>
      </div>
      {told.length > 0 && (
        <ul className={css.skipped}>
          {told.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </>
  );
}
