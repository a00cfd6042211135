import type { Order, Purchases } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Ago, type Column, DataTable, Empty, Resource, StateTag, text, type Tone } from '@/shared/ui';

import css from './Life.module.css';
import { usePurchases } from './usePurchases';
import { orderWords } from './words/orders';

const TONES: Record<Order['status'], Tone> = {
  placed: 'neutral',
  paid: 'running',
  completed: 'good',
  cancelled: 'muted',
};

/** Sources of the templates that come with the platform; others are called by their code. */
const SOURCES = ['pos', 'tmall', 'jd', 'mini_program'] as const;

/** What a customer has bought in all, and the newest orders. */
export function CustomerOrders({ customerId }: { customerId: number }) {
  const { t } = useWords(orderWords);
  const columns = useColumns();
  return (
    <Resource
      query={usePurchases(customerId)}
      empty={({ latest }) => latest.length === 0 && <Empty title={t('empty')} text={t('emptyText')} />}
    >
      {(purchases) => (
        <>
          <Figures purchases={purchases} />
          <DataTable
            label={t('orders')}
            columns={columns}
            rows={purchases.latest}
            rowKey={(row) => row.order_id}
          />
        </>
      )}
    </Resource>
  );
}

function Figures({ purchases }: { purchases: Purchases }) {
  const { t } = useWords(orderWords);
  const { fen, number } = useFormat();
  const { orders, net_fen, average_fen, refunded_fen, last_paid_at, first_paid_at } = purchases;
  return (
    <dl className={css.figures}>
      <div>
        <dt>{t('net')}</dt>
        <dd>{fen(net_fen)}</dd>
        <small>{refunded_fen > 0 ? t('refundedAll', { amount: fen(refunded_fen) }) : t('noRefund')}</small>
      </div>
      <div>
        <dt>{t('count')}</dt>
        <dd>{number(orders)}</dd>
        <small>{t('countNote')}</small>
      </div>
      <div>
        <dt>{t('average')}</dt>
        <dd>{average_fen === null ? '–' : fen(average_fen)}</dd>
      </div>
      <div>
        <dt>{t('last')}</dt>
        <dd>{last_paid_at === null ? '–' : <Ago at={last_paid_at} />}</dd>
        {first_paid_at !== null && (
          <small>
            {t('first')} <Ago at={first_paid_at} />
          </small>
        )}
      </div>
    </dl>
  );
}

function useColumns(): Column<Order>[] {
  const { t } = useWords(orderWords);
  const { fen } = useFormat();
  const source = (code: string) => {
    const known = SOURCES.find((one) => one === code);
    return known === undefined ? code : t(`source_${known}`);
  };
  return [
    { key: 'at', title: t('at'), width: 120, cell: (row) => <Ago at={row.paid_at ?? row.placed_at} /> },
    {
      key: 'order',
      title: t('order'),
      cell: (row) => (
        <span className={text.pair}>
          <span>
            {row.categories.length === 0 ? t('items', { count: row.items }) : row.categories.join(' · ')}
          </span>
          <small title={row.order_no}>
            {[source(row.source), row.shop, row.order_no].filter((one) => one !== null).join(' · ')}
          </small>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      width: 120,
      numeric: true,
      cell: (row) => (
        <span className={text.pair}>
          <span>{fen(row.amount_fen)}</span>
          {row.refunded_fen > 0 && <small>{t('refunded', { amount: fen(row.refunded_fen) })}</small>}
        </span>
      ),
    },
    {
      key: 'status',
      title: t('status'),
      width: 136,
      cell: (row) => <StateTag tone={TONES[row.status]}>{t(row.status)}</StateTag>,
    },
  ];
}
