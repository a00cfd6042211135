import type { Customer, Identities, Identity } from '@lingqu/api';
import { Popconfirm } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Ago, Button, type Column, DataTable, Empty, Resource, StateTag, text } from '@/shared/ui';

import css from './Life.module.css';
import { Merges } from './Merges';
import { useIdentities, useRelease } from './useIdentities';
import { useKindOf, useSourceOf } from './useIdentityWords';
import { identityWords } from './words/identities';

/** What a customer is known by, from whom, and with whom that made them one. */
export function CustomerIdentities({ customer }: { customer: Customer }) {
  return (
    <Resource query={useIdentities(customer.customer_id)}>
      {(known) => (
        <div className={css.identities}>
          <Numbers known={known} customerId={customer.customer_id} />
          <Known known={known} customerId={customer.customer_id} />
          <Merges known={known} customerId={customer.customer_id} />
        </div>
      )}
    </Resource>
  );
}

/** Under which of WeCom's ids the person appears; more than one only after a merge. */
function Numbers({ known, customerId }: { known: Identities; customerId: number }) {
  const { t } = useWords(identityWords);
  return (
    <section>
      <h3>{t('numbers')}</h3>
      <ul className={css.numbers}>
        {known.external_userids.map((one) => (
          <li key={one.customer_id}>
            <span>{t('customer', { id: String(one.customer_id) })}</span>
            <code>{one.external_userid}</code>
            {one.customer_id === known.customer_id && <small>{t('stands')}</small>}
            {one.customer_id === customerId && <small>{t('thisPage')}</small>}
          </li>
        ))}
      </ul>
      {known.external_userids.length === 0 && <p className={text.quiet}>{t('visitor')}</p>}
    </section>
  );
}

function Known({ known, customerId }: { known: Identities; customerId: number }) {
  const { t } = useWords(identityWords);
  const columns = useColumns(known, customerId);
  return (
    <section>
      <h3>{t('identities')}</h3>
      <p className={text.quiet}>{t('identitiesNote')}</p>
      {known.identities.length === 0 ? (
        <Empty title={t('empty')} text={t('emptyText')} />
      ) : (
        <div className={css.bleed}>
          <DataTable
            label={t('identities')}
            columns={columns}
            rows={known.identities}
            rowKey={(row) => `${row.identity_id}:${row.customer_id}`}
          />
        </div>
      )}
    </section>
  );
}

function useColumns(known: Identities, customerId: number): Column<Identity>[] {
  const { t } = useWords(identityWords);
  const kind = useKindOf();
  const source = useSourceOf();
  const several = known.external_userids.length > 1;
  return [
    {
      key: 'value',
      title: t('identity'),
      cell: (row) => (
        <span className={text.pair}>
          <code title={row.value ?? undefined}>{row.value ?? t('hidden')}</code>
          <small>{kind(row.kind)}</small>
        </span>
      ),
    },
    {
      key: 'source',
      title: t('source'),
      width: 128,
      cell: (row) => (
        <span className={text.pair}>
          <span>{source(row.source)}</span>
          {several && <small>{t('customer', { id: String(row.customer_id) })}</small>}
        </span>
      ),
    },
    { key: 'seen', title: t('firstSeen'), width: 112, cell: (row) => <Ago at={row.first_seen_at} /> },
    {
      key: 'state',
      title: t('state'),
      width: 176,
      cell: (row) => <State row={row} customerId={customerId} />,
    },
  ];
}

function State({ row, customerId }: { row: Identity; customerId: number }) {
  const { t } = useWords(identityWords);
  const said = useSaid();
  const mayOperate = useMay('operate');
  const release = useRelease(customerId);
  if (row.cut_at !== null) return <StateTag tone="muted">{t('cut')}</StateTag>;
  if (row.quarantined_at === null) return <StateTag tone="good">{t('valid')}</StateTag>;
  const confirm = () =>
    release.mutate(row.identity_id, { onSuccess: () => said.done(t('released')), onError: said.failed });
  return (
    <span className={css.state}>
      <StateTag tone="warn" title={t('quarantinedWhy')}>
        {t('quarantined')}
      </StateTag>
      {mayOperate && (
        <Popconfirm content={t('releaseAsk')} onConfirm={confirm}>
          <Button variant="text" theme="primary" size="small" loading={release.isPending}>
            {t('release')}
          </Button>
        </Popconfirm>
      )}
    </span>
  );
}
