import type { Delivery } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { DELIVERY_TONES, deliveryWords, useMend, useReason } from '@/shared/deliveries';
import { CustomerLink } from '@/shared/facts';
import { GroupchatLink } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { Ago, type Column, StateTag, text } from '@/shared/ui';

import { explorerWords } from './words';

/** A delivery as a row: to whom, of what, by whom, and what became of it. */
export function useDeliveryColumns(): Column<Delivery>[] {
  const { t } = useWords(explorerWords);
  return [
    { key: 'recipient', title: t('recipient'), width: 152, cell: recipientOf },
    { key: 'what', title: t('what'), cell: (row) => <What row={row} /> },
    { key: 'staff', title: t('staff'), width: 112, cell: (row) => row.staff?.name },
    { key: 'state', title: t('became'), width: 248, cell: (row) => <Became row={row} /> },
    { key: 'planned', title: t('planned'), width: 136, cell: (row) => <Ago at={row.planned_at} /> },
    {
      key: 'settled',
      title: t('settled'),
      width: 144,
      cell: (row) =>
        row.settled_at === null ? (
          <span className={text.quiet}>{t('notSettled')}</span>
        ) : (
          <Ago at={row.settled_at} />
        ),
    },
  ];
}

function recipientOf({ customer, groupchat }: Delivery) {
  if (customer !== null) return <CustomerLink {...customer} />;
  return groupchat !== null && <GroupchatLink {...groupchat} />;
}

function What({ row }: { row: Delivery }) {
  const { t: word } = useWords(deliveryWords);
  return (
    <span className={text.pair}>
      <Source row={row} />
      <small title={row.text ?? ''}>{row.text ?? word(row.channel)}</small>
    </span>
  );
}

function Source({ row }: { row: Delivery }) {
  const { t: word } = useWords(deliveryWords);
  if (row.broadcast !== null)
    return (
      <Link to="/broadcasts/$broadcastId" params={{ broadcastId: row.broadcast.broadcast_id }}>
        {row.broadcast.name}
      </Link>
    );
  if (row.moment !== null)
    return (
      <Link to="/moments/$momentId" params={{ momentId: row.moment.moment_id }}>
        {row.moment.name}
      </Link>
    );
  return <span>{word(row.channel)}</span>;
}

function Became({ row }: { row: Delivery }) {
  const { t: word } = useWords(deliveryWords);
  const reason = useReason();
  const mend = useMend();
  return (
    <span className={text.pair}>
      <span>
        <StateTag tone={DELIVERY_TONES[row.state]}>{word(row.state)}</StateTag>
      </span>
      {row.reason !== null && <small title={mend(row.reason)}>{reason(row.reason)}</small>}
    </span>
  );
}
