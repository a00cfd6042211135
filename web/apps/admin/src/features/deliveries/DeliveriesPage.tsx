import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';

import type { Picked } from '@/features/customers';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Button, Empty, KeysetList, Page, Panel, Resource, Waiting } from '@/shared/ui';

import css from './Explorer.module.css';
import { Filters } from './Filters';
import { Narrowed } from './Narrowed';
import { Outcomes } from './Outcomes';
import { type DeliveryFilter, isFiltered } from './search';
import { useDeliveries, useDeliverySummary } from './useDeliveries';
import { useDeliveryColumns } from './useDeliveryColumns';
import { explorerWords } from './words';

const route = getRouteApi('/deliveries');

/** Every message to every customer: what became of it, and why it did not arrive. */
export default function DeliveriesPage() {
  const { t } = useWords(explorerWords);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const keyset = useKeyset(filter);
  const deliveries = useDeliveries(filter, keyset.cursor);
  const summary = useDeliverySummary(filter);
  const columns = useDeliveryColumns();
  const [named, setNamed] = useState<Picked | null>(null);
  const sample = deliveries.data?.items[0];
  const change = (changed: Partial<DeliveryFilter>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changed }), replace: true });
  const clear = () => void navigate({ search: {}, replace: true });
  const pick = (customer: Picked | null) => {
    setNamed(customer);
    change({ customer_id: customer?.customer_id });
  };
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <Filters
        filter={filter}
        days={summary.data === undefined ? null : { from: summary.data.from_on, to: summary.data.to_on }}
        customer={customerOf(filter, named, sample?.customer)}
        onPick={pick}
        onChange={change}
        onClear={clear}
      />
      <div className={css.stack}>
        <Resource query={summary} waiting={<Waiting rows={4} />}>
          {(found) => <Outcomes summary={found} filter={filter} onChange={change} />}
        </Resource>
        <Panel flush>
          <Narrowed filter={filter} sample={sample} onChange={change} />
          <KeysetList
            label={t('title')}
            query={deliveries}
            keyset={keyset}
            columns={columns}
            rowKey={(row) => row.delivery_id}
            empty={<Nothing filtered={isFiltered(filter)} onClear={clear} />}
          />
        </Panel>
      </div>
    </Page>
  );
}

/** The customer asked for, by name where one is known. */
function customerOf(
  { customer_id }: DeliveryFilter,
  named: Picked | null,
  shown: Picked | null | undefined,
): Picked | null {
  if (customer_id === undefined) return null;
  const known = [named, shown].find((one) => one?.customer_id === customer_id);
  return known ?? { customer_id, name: null };
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useWords(explorerWords);
  if (!filtered) return <Empty title={t('empty')} text={t('emptyText')} />;
  return (
    <Empty
      title={t('none')}
      text={t('noneText')}
      act={
        <Button variant="outline" onClick={onClear}>
          {t('clear')}
        </Button>
      }
    />
  );
}
