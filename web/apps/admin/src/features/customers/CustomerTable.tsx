import type { CustomerRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { Avatar, Ago, type Column, DataTable, StateTag, Tags, text } from '@/shared/ui';

import css from './Customers.module.css';
import { listWords } from './words/list';

const TAGS_SHOWN = 3;

export function CustomerTable({ rows, stale }: { rows: CustomerRow[]; stale: boolean }) {
  const { t } = useWords(listWords);
  return (
    <DataTable
      label={t('title')}
      columns={useColumns()}
      rows={rows}
      rowKey={(row) => row.customer_id}
      stale={stale}
    />
  );
}

function useColumns(): Column<CustomerRow>[] {
  const { t } = useWords(listWords);
  return [
    { key: 'who', title: t('customer'), width: 232, cell: (row) => <Who row={row} /> },
    {
      key: 'tags',
      title: t('tags'),
      cell: (row) =>
        row.tags.length === 0 ? (
          <span className={text.quiet}>{t('noTags')}</span>
        ) : (
          <Tags tags={row.tags} max={TAGS_SHOWN} />
        ),
    },
    { key: 'staff', title: t('staff'), width: 200, cell: (row) => <Followers row={row} /> },
    {
      key: 'channel',
      title: t('channel'),
      width: 144,
      cell: (row) =>
        row.channel === null ? (
          <span className={text.quiet}>{t('noChannel')}</span>
        ) : (
          <div className={css.one} title={row.channel.name}>
            {row.channel.name}
          </div>
        ),
    },
    {
      key: 'added',
      title: t('addedAt'),
      width: 144,
      cell: (row) => row.added_at !== null && <Ago at={row.added_at} />,
    },
    {
      key: 'state',
      title: t('state'),
      width: 112,
      cell: (row) => <StateTag tone={row.live ? 'good' : 'muted'}>{t(row.live ? 'live' : 'lost')}</StateTag>,
    },
  ];
}

function Who({ row }: { row: CustomerRow }) {
  const { t } = useWords(listWords);
  const name = row.name ?? t('anonymous', { id: String(row.customer_id) });
  return (
    <div className={css.who}>
      <Avatar name={name} url={row.avatar_url} seed={row.customer_id} size={40} />
      <span className={text.pair}>
        <Link
          className={css.one}
          to="/customers/$customerId"
          params={{ customerId: row.customer_id }}
          search={{}}
        >
          {name}
        </Link>
        <small>{t(row.type === 1 ? 'wechat' : 'corp')}</small>
      </span>
    </div>
  );
}

function Followers({ row }: { row: CustomerRow }) {
  const { t } = useWords(listWords);
  const first = row.staff[0];
  if (first === undefined) return <span className={text.quiet}>{t('noStaff')}</span>;
  const more = row.staff_count > 1 ? ` ${t('more', { count: row.staff_count })}` : '';
  return (
    <span className={text.pair}>
      <span className={css.one}>{first.name + more}</span>
      <small>{first.shop_name}</small>
    </span>
  );
}
