import type { Broadcast } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Panel } from '@/shared/ui';

import css from './Broadcast.module.css';
import { broadcastWords } from './words/broadcast';

/** Who was taken out while it was on its way, by reason, and who of them had it already; nothing where nobody was. */
export function TakenOut({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { number } = useFormat();
  const reason = useReason();
  if (broadcast.taken_out.length === 0) return null;
  return (
    <Panel title={t('takenOut')}>
      <span className={css.quiet}>{t('takenOutText')}</span>
      <ul className={css.reasons}>
        {broadcast.taken_out.map((one) => (
          <li key={one.reason}>
            <span>
              {reason(one.reason)}
              {one.had_left > 0 && <small> {t('hadLeftRow', { count: number(one.had_left) })}</small>}
            </span>
            <b>{number(one.customers)}</b>
          </li>
        ))}
      </ul>
      <Link
        to="/broadcasts/$broadcastId"
        params={{ broadcastId: broadcast.broadcast_id }}
        search={{ tab: 'deliveries', out: true }}
      >
        {t('takenOutList')}
      </Link>
    </Panel>
  );
}
