import type { Customer } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Page, Panel, Resource, Tabs, Waiting } from '@/shared/ui';

import { Attributes } from './Attributes';
import css from './Customer.module.css';
import { CustomerConsent } from './CustomerConsent';
import { CustomerDeliveries } from './CustomerDeliveries';
import { CustomerGroupchats } from './CustomerGroupchats';
import { CustomerIdentities } from './CustomerIdentities';
import { CustomerOrders } from './CustomerOrders';
import { CustomerSegments } from './CustomerSegments';
import { Portrait } from './Portrait';
import { RelationCard } from './RelationCard';
import { CUSTOMER_TABS } from './search';
import { StageCard } from './StageCard';
import { Timeline } from './Timeline';
import { useCustomer } from './useCustomer';
import { detailWords } from './words/detail';

const route = getRouteApi('/customers/$customerId');

export default function CustomerPage() {
  const { t } = useWords(detailWords);
  const { customerId } = route.useParams();
  const customer = useCustomer(customerId);
  const anonymous = t('anonymous', { id: String(customerId) });
  const back = (
    <Link to="/customers" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={customer.data?.name ?? anonymous} back={back}>
      <Resource
        query={customer}
        waiting={
          <Panel flush>
            <Waiting rows={10} />
          </Panel>
        }
      >
        {(found) => <Detail customer={found} />}
      </Resource>
    </Page>
  );
}

function Detail({ customer }: { customer: Customer }) {
  const { t } = useWords(detailWords);
  const { tab = 'timeline' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={css.columns}>
      <div className={css.left}>
        <Portrait customer={customer} />
        <StageCard customer={customer} />
        <Panel title={t('relations')} note={t('relationsNote')}>
          {customer.relations.map((relation) => (
            <RelationCard key={relation.staff_id} customerId={customer.customer_id} relation={relation} />
          ))}
        </Panel>
        <Attributes customer={customer} />
      </div>
      <Panel flush>
        <Tabs
          label={t('timeline')}
          tabs={CUSTOMER_TABS.map((name) => ({ name, title: t(name) }))}
          chosen={tab}
          onChoose={(chosen) => void navigate({ search: { tab: chosen }, replace: true })}
        />
        {tab === 'timeline' && <Timeline customerId={customer.customer_id} />}
        {tab === 'orders' && <CustomerOrders customerId={customer.customer_id} />}
        {tab === 'segments' && <CustomerSegments customer={customer} />}
        {tab === 'consent' && <CustomerConsent customerId={customer.customer_id} />}
        {tab === 'identities' && <CustomerIdentities customer={customer} />}
        {tab === 'groupchats' && <CustomerGroupchats customerId={customer.customer_id} />}
        {tab === 'deliveries' && <CustomerDeliveries customerId={customer.customer_id} />}
      </Panel>
    </div>
  );
}
