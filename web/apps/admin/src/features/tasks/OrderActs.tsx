import type { WorkOrder } from '@lingqu/api';
import { useState } from 'react';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button } from '@/shared/ui';

import { type OrderAct, useOrderAct } from './useOrders';
import { orderWords } from './words/orders';

/** Remind whoever has not done it, or take the order back; each after asking. */
export function OrderActs({ order }: { order: WorkOrder }) {
  const { t } = useWords(orderWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const act = useOrderAct(order.work_order_id);
  const [asked, setAsked] = useState<OrderAct | null>(null);
  const { state, title, counts } = order;
  if (!mayOperate || (state !== 'open' && state !== 'opening')) return null;
  const confirm = () => {
    if (asked === null) return;
    act.mutate(asked, {
      onSuccess: () => said.done(t(asked === 'remind' ? 'reminded' : 'cancelledDone')),
      onError: said.failed,
      onSettled: () => setAsked(null),
    });
  };
  return (
    <>
      <Button variant="outline" onClick={() => setAsked('cancel')}>
        {t('cancel')}
      </Button>
      {counts.open > 0 && <Button onClick={() => setAsked('remind')}>{t('remind')}</Button>}
      {asked !== null && (
        <Dialog
          header={asked === 'remind' ? t('remindTitle', { count: counts.open }) : t('cancelTitle', { title })}
          visible
          onClose={() => setAsked(null)}
          onConfirm={confirm}
          confirmBtn={{
            content: t(asked === 'remind' ? 'remind' : 'cancel'),
            theme: asked === 'remind' ? 'primary' : 'danger',
            loading: act.isPending,
          }}
          cancelBtn={t('keep')}
        >
          {t(asked === 'remind' ? 'remindText' : 'cancelText')}
        </Dialog>
      )}
    </>
  );
}
