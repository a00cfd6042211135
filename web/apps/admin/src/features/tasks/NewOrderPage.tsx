import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ChevronLeftIcon } from 'tdesign-icons-react';
import { Dialog } from 'tdesign-react';

import { serverNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Page, Panel } from '@/shared/ui';

import { OrderWhatFields, OrderWhomFields } from './OrderFields';
import css from './Orders.module.css';
import { OrderSizePanel } from './OrderSizePanel';
import { audienceOf, draftOf, faultsOf, freshOrder, type OrderField, refusedField } from './orderWriting';
import { useCreateOrder, useOrderSize } from './useOrders';
import { orderWords } from './words/orders';

/** Ask many members for the same: what, until when, who (counted as it is now), and what shows that it is done. */
export default function NewOrderPage() {
  const { t } = useWords(orderWords);
  const said = useSaid();
  const navigate = useNavigate();
  const create = useCreateOrder();
  const [writing, setWriting] = useState(() => freshOrder(serverNow()));
  const [faults, setFaults] = useState<ReadonlySet<OrderField>>(new Set());
  const [asking, setAsking] = useState(false);
  const audience = useMemo(() => audienceOf(writing), [writing]);
  const size = useOrderSize(audience);
  const fields = {
    writing,
    faults,
    onChange: (changed: Partial<typeof writing>) => {
      setFaults(new Set());
      setWriting((now) => ({ ...now, ...changed }));
    },
  };
  const ask = () => {
    const found = faultsOf(writing, serverNow());
    setFaults(found);
    setAsking(found.size === 0);
  };
  const make = () => {
    const draft = draftOf(writing);
    if (draft === null) return;
    create.mutate(draft, {
      onSuccess: ({ work_order_id: workOrderId }) => {
        said.done(t('made'));
        void navigate({ to: '/work-orders/$workOrderId', params: { workOrderId } });
      },
      onError: (error) => {
        const field = refusedField(error);
        if (field !== null) setFaults(new Set([field]));
        said.failed(error);
      },
      onSettled: () => setAsking(false),
    });
  };
  const back = (
    <Link to="/work-orders" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={t('create')} purpose={t('newPurpose')} back={back}>
      <div className={css.form}>
        <Panel title={t('asked')}>
          <OrderWhatFields {...fields} />
        </Panel>
        <Panel title={t('who')}>
          <OrderWhomFields {...fields} />
          <OrderSizePanel chosen={audience !== null} size={size} />
        </Panel>
        <div className={css.acts}>
          <Button size="large" onClick={ask}>
            {t('next')}
          </Button>
        </div>
      </div>
      <Dialog
        header={t('makeTitle', { title: writing.title })}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={make}
        confirmBtn={{ content: t('make'), loading: create.isPending }}
        cancelBtn={t('keep')}
      >
        {size.data === undefined
          ? t('makeText')
          : t('makeSized', { tasks: size.data.tasks, staff: size.data.staff })}
      </Dialog>
    </Page>
  );
}
