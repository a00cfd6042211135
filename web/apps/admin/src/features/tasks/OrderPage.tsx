import type { WorkOrder } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { taskWords } from '@/shared/tasks';
import { Empty, KeysetPager, Page, Panel, Resource, Stat, StateTag, Stats, Tabs, Waiting } from '@/shared/ui';

import board from './Board.module.css';
import { OrderActs } from './OrderActs';
import { OrderFor } from './OrderFor';
import css from './Orders.module.css';
import { allOf } from './OrdersPage';
import { BOARD_TABS } from './search';
import { TaskTable } from './TaskTable';
import { ORDER_TONES, useOrder } from './useOrders';
import { useTasks } from './useTasks';
import { orderWords } from './words/orders';

const route = getRouteApi('/work-orders/$workOrderId');

/** One work order: how far it is, what was asked of whom, and the task of each member. */
export default function OrderPage() {
  const { t } = useWords(orderWords);
  const { workOrderId } = route.useParams();
  const order = useOrder(workOrderId);
  const { data } = order;
  const back = (
    <Link to="/work-orders" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const aside = data !== undefined && (
    <>
      <StateTag tone={ORDER_TONES[data.state]}>{t(data.state)}</StateTag>
      <OrderActs order={data} />
    </>
  );
  return (
    <Page title={data?.title ?? t('order')} back={back} aside={aside}>
      <Resource query={order}>{(found) => <Detail order={found} />}</Resource>
    </Page>
  );
}

function Detail({ order }: { order: WorkOrder }) {
  return (
    <div className={board.stack}>
      <Progress order={order} />
      <Asked order={order} />
      <Tasks workOrderId={order.work_order_id} />
    </div>
  );
}

function Progress({ order }: { order: WorkOrder }) {
  const { t } = useWords(orderWords);
  const { number, permille, dayMinute } = useFormat();
  const { counts, closes_at } = order;
  const all = allOf(order);
  const share = (part: number, whole: number) => (whole === 0 ? undefined : permille((part * 1000) / whole));
  return (
    <Stats>
      <Stat label={t('tasks')} value={number(all)} note={t('until', { at: dayMinute(closes_at) })} />
      <Stat label={t('confirmed')} value={number(counts.confirmed)} note={share(counts.confirmed, all)} />
      <Stat
        label={t('opened')}
        value={number(counts.open)}
        note={t('openNote', { seen: counts.seen, unseen: counts.open - counts.seen })}
      />
      <Stat
        label={t('undone')}
        value={number(counts.expired + counts.cancelled)}
        note={t('undoneNote', { expired: counts.expired, declined: counts.declined })}
      />
      {counts.customers > 0 && (
        <Stat
          label={t('customersDone')}
          value={number(counts.customers_done)}
          note={t('ofCustomers', { total: counts.customers })}
        />
      )}
    </Stats>
  );
}

function Asked({ order }: { order: WorkOrder }) {
  const { t } = useWords(orderWords);
  const { t: word } = useWords(taskWords);
  return (
    <Panel title={t('asked')}>
      <dl className={css.facts}>
        <dt>{t('kind')}</dt>
        <dd>{word(`kind.${order.kind}`)}</dd>
        <dt>{t('who')}</dt>
        <dd>
          <OrderFor audience={order.audience} />
        </dd>
        <dt>{t('todo')}</dt>
        <dd className={css.text}>{order.todo}</dd>
        {order.phrases.length > 0 && (
          <>
            <dt>{t('phrases')}</dt>
            <dd>
              <ol className={css.phrases}>
                {order.phrases.map((phrase) => (
                  <li key={phrase}>{phrase}</li>
                ))}
              </ol>
            </dd>
          </>
        )}
        <dt>{t('proof')}</dt>
        <dd>{word(`proof.${order.proof}`)}</dd>
      </dl>
    </Panel>
  );
}

function Tasks({ workOrderId }: { workOrderId: number }) {
  const { t } = useWords(orderWords);
  const { t: word } = useWords(taskWords);
  const { tab = 'open' } = route.useSearch();
  const navigate = route.useNavigate();
  const keyset = useKeyset([workOrderId, tab]);
  const tasks = useTasks({ tab, work_order_id: workOrderId }, keyset.cursor);
  return (
    <Panel flush>
      <Tabs
        label={t('tasks')}
        tabs={BOARD_TABS.map((name) => ({ name, title: word(`state.${name}`) }))}
        chosen={tab}
        onChoose={(chosen) => void navigate({ search: { tab: chosen }, replace: true })}
      />
      <Resource
        query={tasks}
        waiting={<Waiting rows={6} rowHeight={56} />}
        empty={(page) => page.items.length === 0 && <Empty title={t('noTasks')} />}
      >
        {(page) => (
          <>
            <TaskTable rows={page.items} stale={tasks.isPlaceholderData} />
            <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
          </>
        )}
      </Resource>
    </Panel>
  );
}
