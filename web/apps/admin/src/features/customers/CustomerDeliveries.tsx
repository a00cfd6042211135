import type { Delivery } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { DELIVERY_TONES, deliveryWords, useReason } from '@/shared/deliveries';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Ago, type Column, Empty, KeysetList, StateTag, text } from '@/shared/ui';

import { useCustomerDeliveries } from './useCustomerDeliveries';
import { detailWords } from './words/detail';

/** What was sent to the customer, with outcome and reason. */
export function CustomerDeliveries({ customerId }: { customerId: number }) {
  const { t } = useWords(detailWords);
  const keyset = useKeyset(customerId);
  const deliveries = useCustomerDeliveries(customerId, keyset.cursor);
  const columns = useColumns();
  return (
    <KeysetList
      label={t('deliveries')}
      query={deliveries}
      keyset={keyset}
      columns={columns}
      rowKey={(row) => row.delivery_id}
      empty={<Empty title={t('noDeliveries')} text={t('noDeliveriesText')} />}
    />
  );
}

function useColumns(): Column<Delivery>[] {
  const { t } = useWords(detailWords);
  const { t: word } = useWords(deliveryWords);
  const reason = useReason();
  return [
    {
      key: 'what',
      title: t('what'),
      cell: (row) => (
        <span className={text.pair}>
          {row.broadcast === null ? (
            <span>{word(row.channel)}</span>
          ) : (
            <Link to="/broadcasts/$broadcastId" params={{ broadcastId: row.broadcast.broadcast_id }}>
              {row.broadcast.name}
            </Link>
          )}
          <small title={row.text ?? ''}>{row.text}</small>
        </span>
      ),
    },
    { key: 'sender', title: t('sender'), width: 104, cell: (row) => row.staff?.name },
    {
      key: 'state',
      title: t('state'),
      width: 208,
      cell: (row) => (
        <span className={text.pair}>
          <span>
            <StateTag tone={DELIVERY_TONES[row.state]}>{word(row.state)}</StateTag>
          </span>
          {row.reason !== null && <small title={reason(row.reason)}>{reason(row.reason)}</small>}
          {row.seconds_to_send !== null && (
            <small>{t('seconds', { seconds: row.seconds_to_send.toFixed(1) })}</small>
          )}
        </span>
      ),
    },
    { key: 'planned', title: t('planned'), width: 120, cell: (row) => <Ago at={row.planned_at} /> },
    {
      key: 'settled',
      title: t('settled'),
      width: 128,
      cell: (row) =>
        row.settled_at === null ? (
          <span className={text.quiet}>{t('notSettled')}</span>
        ) : (
          <Ago at={row.settled_at} />
        ),
    },
  ];
}
