import type { CustomerGroupchat } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { groupWords, quitWord, sceneWord } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { Ago, type Column, DataTable, Empty, Resource, StateTag, text } from '@/shared/ui';

import { useCustomerGroupchats } from './useCustomerGroupchats';
import { detailWords } from './words/detail';

/** The groups a customer is in, and those they were in. */
export function CustomerGroupchats({ customerId }: { customerId: number }) {
  const { t } = useWords(detailWords);
  const groups = useCustomerGroupchats(customerId);
  const columns = useColumns();
  return (
    <Resource
      query={groups}
      empty={({ items }) => items.length === 0 && <Empty title={t('inNoGroup')} text={t('inNoGroupText')} />}
    >
      {({ items }) => (
        <DataTable
          label={t('groupchats')}
          columns={columns}
          rows={items}
          rowKey={(row) => `${row.groupchat_id}:${row.joined_at}`}
        />
      )}
    </Resource>
  );
}

function useColumns(): Column<CustomerGroupchat>[] {
  const { t } = useWords(groupWords);
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/groupchats/$groupchatId" params={{ groupchatId: row.groupchat_id }} search={{}}>
            {row.name ?? t('unnamed', { id: String(row.groupchat_id) })}
          </Link>
          {row.owner !== null && <small>{t('ownedBy', { name: row.owner.name })}</small>}
        </span>
      ),
    },
    {
      key: 'how',
      title: t('how'),
      width: 176,
      cell: (row) => (
        <span className={text.pair}>
          <span>{t(sceneWord(row.join_scene))}</span>
          {row.channel !== null && <small>{t('channel', { name: row.channel.name })}</small>}
        </span>
      ),
    },
    { key: 'joined', title: t('joined'), width: 120, cell: (row) => <Ago at={row.joined_at} /> },
    {
      key: 'state',
      title: t('state'),
      width: 144,
      cell: (row) =>
        row.left_at === null ? (
          <StateTag tone="good">{t('present')}</StateTag>
        ) : (
          <span className={text.pair}>
            <Ago at={row.left_at} />
            <small>{row.dismissed ? t('dismissed') : t(quitWord(row.quit_scene))}</small>
          </span>
        ),
    },
  ];
}
