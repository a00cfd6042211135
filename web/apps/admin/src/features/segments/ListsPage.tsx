import type { CustomerList } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { UploadIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useLists } from '@/shared/lists';
import { useMay } from '@/shared/session';
import { Ago, type Column, DataTable, Empty, LinkButton, Page, Panel, Resource, StateTag } from '@/shared/ui';

import css from './Lists.module.css';
import { listWords } from './words/lists';

/** Every uploaded list, and how many of its people are customers. */
export default function ListsPage() {
  const { t } = useWords(listWords);
  const mayOperate = useMay('operate');
  const columns = useColumns();
  const create = mayOperate && (
    <LinkButton to="/imports/new" search={{ kind: 'people' }} icon={<UploadIcon />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={create}>
      <Panel flush>
        <Resource
          query={useLists()}
          empty={({ items }) =>
            items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} act={create} />
          }
        >
          {({ items }) => (
            <DataTable label={t('title')} columns={columns} rows={items} rowKey={(row) => row.list_id} />
          )}
        </Resource>
      </Panel>
    </Page>
  );
}

function useColumns(): Column<CustomerList>[] {
  const { t } = useWords(listWords);
  const { number } = useFormat();
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <Link to="/lists/$listId" params={{ listId: row.list_id }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'size',
      title: t('size'),
      width: 136,
      numeric: true,
      cell: (row) =>
        row.version === 0 ? <StateTag tone="running">{t('filling')}</StateTag> : number(row.size),
    },
    {
      key: 'found',
      title: t('found'),
      width: 200,
      numeric: true,
      cell: ({ version, file }) => (version === 0 ? '' : t('foundOf', file)),
    },
    {
      key: 'file',
      title: t('file'),
      width: 280,
      cell: (row) => (
        <span className={css.file} title={row.file.file_name}>
          {row.file.file_name}
        </span>
      ),
    },
    { key: 'made', title: t('madeAt'), width: 144, cell: (row) => <Ago at={row.file.made_at} /> },
  ];
}
