import type { OrderSize } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Failure, type Fetched } from '@/shared/ui';

import css from './Orders.module.css';
import { orderWords } from './words/orders';

interface OrderSizePanelProps {
  /** Whether there is anything to count. */
  chosen: boolean;
  size: Fetched<OrderSize>;
}

/** How many members and customers it would be about now, and who would be left out. */
export function OrderSizePanel(props: OrderSizePanelProps) {
  const { t } = useWords(orderWords);
  return (
    <section className={css.size} aria-live="polite" aria-label={t('size')}>
      <Found {...props} />
    </section>
  );
}

function Found({ chosen, size: { data, error, refetch } }: OrderSizePanelProps) {
  const { t } = useWords(orderWords);
  if (!chosen) return <p>{t('chooseWho')}</p>;
  if (error !== null && error !== undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <p>{t('counting')}</p>;
  if (data.staff === 0) return <p>{t('nobody')}</p>;
  return (
    <>
      <b>{t('sized', { staff: data.staff, tasks: data.tasks })}</b>
      {data.customers > 0 && <p>{t('sizedCustomers', { customers: data.customers })}</p>}
      {data.without_owner > 0 && <p>{t('withoutOwner', { count: data.without_owner })}</p>}
    </>
  );
}
