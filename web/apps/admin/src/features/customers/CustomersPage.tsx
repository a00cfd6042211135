import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';

import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Button, Empty, KeysetPager, LinkButton, Page, Panel, Resource, Waiting } from '@/shared/ui';

import { CustomerTable } from './CustomerTable';
import { Filters } from './Filters';
import { type CustomerFilter, isFiltered } from './search';
import { useCustomers } from './useCustomers';
import { listWords } from './words/list';

const route = getRouteApi('/customers');

export default function CustomersPage() {
  const { t } = useWords(listWords);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const keyset = useKeyset(filter);
  const customers = useCustomers({ ...filter, cursor: keyset.cursor });
  const change = useCallback(
    (changed: Partial<CustomerFilter>) =>
      void navigate({ search: (previous) => ({ ...previous, ...changed }), replace: true }),
    [navigate],
  );
  const clear = useCallback(() => void navigate({ search: {} }), [navigate]);
  const nobody = isFiltered(filter) ? (
    <Empty
      title={t('none')}
      text={t('noneText')}
      act={
        <Button variant="outline" onClick={clear}>
          {t('clear')}
        </Button>
      }
    />
  ) : (
    <Empty
      title={t('empty')}
      text={t('emptyText')}
      act={<LinkButton to="/channels/new">{t('createChannel')}</LinkButton>}
    />
  );
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <Filters filter={filter} onChange={change} onClear={clear} />
      <Panel flush>
        <Resource
          query={customers}
          waiting={<Waiting rows={10} rowHeight={56} />}
          empty={(page) => page.items.length === 0 && nobody}
        >
          {(page) => (
            <>
              <CustomerTable rows={page.items} stale={customers.isPlaceholderData} />
              <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
            </>
          )}
        </Resource>
      </Panel>
    </Page>
  );
}
