import type { WorkOrderRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { taskWords } from '@/shared/tasks';
import { Ago, type Column, Empty, KeysetList, LinkButton, Page, Panel, StateTag, text } from '@/shared/ui';

import { ORDER_TONES, useOrders } from './useOrders';
import { orderWords } from './words/orders';

/** What many members were asked to do at once, and how far each is. */
export default function OrdersPage() {
  const { t } = useWords(orderWords);
  const mayOperate = useMay('operate');
  const keyset = useKeyset('work-orders');
  const orders = useOrders(keyset.cursor);
  const columns = useColumns();
  const create = mayOperate && (
    <LinkButton to="/work-orders/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={create}>
      <Panel flush>
        <KeysetList
          label={t('title')}
          query={orders}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.work_order_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} act={create} />}
        />
      </Panel>
    </Page>
  );
}

/** Tasks of an order, whatever became of them. */
export const allOf = ({ counts }: Pick<WorkOrderRow, 'counts'>) =>
  counts.open + counts.confirmed + counts.expired + counts.cancelled;

function useColumns(): Column<WorkOrderRow>[] {
  const { t } = useWords(orderWords);
  const { t: word } = useWords(taskWords);
  return [
    {
      key: 'title',
      title: t('order'),
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/work-orders/$workOrderId" params={{ workOrderId: row.work_order_id }}>
            {row.title}
          </Link>
          {row.created_by !== null && <small>{t('by', { name: row.created_by })}</small>}
        </span>
      ),
    },
    { key: 'kind', title: t('kind'), width: 144, cell: (row) => word(`kind.${row.kind}`) },
    {
      key: 'state',
      title: t('state'),
      width: 128,
      cell: (row) => <StateTag tone={ORDER_TONES[row.state]}>{t(row.state)}</StateTag>,
    },
    {
      key: 'done',
      title: t('done'),
      width: 128,
      numeric: true,
      cell: (row) => t('of', { done: row.counts.confirmed, total: allOf(row) }),
    },
    {
      key: 'customers',
      title: t('customers'),
      width: 136,
      numeric: true,
      cell: ({ counts }) =>
        counts.customers === 0 ? '' : t('of', { done: counts.customers_done, total: counts.customers }),
    },
    { key: 'deadline', title: t('deadline'), width: 128, cell: (row) => <Ago at={row.closes_at} /> },
    { key: 'created', title: t('createdAt'), width: 120, cell: (row) => <Ago at={row.created_at} /> },
  ];
}
