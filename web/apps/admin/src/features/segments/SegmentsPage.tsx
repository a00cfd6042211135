import type { SegmentRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AddIcon, SearchIcon } from 'tdesign-icons-react';
import { Input } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, type Column, DataTable, Empty, LinkButton, Page, Panel, Resource } from '@/shared/ui';

import css from './Builder.module.css';
import { ProgressTag } from './Progress';
import { useSegments } from './useSegments';
import { segmentWords } from './words/list';

export default function SegmentsPage() {
  const { t } = useWords(segmentWords);
  const mayOperate = useMay('operate');
  const create = mayOperate && (
    <LinkButton to="/segments/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={create}>
      <Panel flush>
        <Resource
          query={useSegments()}
          empty={({ items }) =>
            items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} act={create} />
          }
        >
          {({ items }) => <Found items={items} />}
        </Resource>
      </Panel>
    </Page>
  );
}

/** All of them, or those whose name or conditions have what is typed. */
function Found({ items }: { items: SegmentRow[] }) {
  const { t } = useWords(segmentWords);
  const columns = useColumns();
  const [typed, setTyped] = useState('');
  const sought = typed.trim().toLowerCase();
  const has = (text: string) => text.toLowerCase().includes(sought);
  const rows = sought === '' ? items : items.filter((one) => has(one.name) || has(one.sentence));
  return (
    <>
      <div className={css.search}>
        <Input
          value={typed}
          onChange={setTyped}
          placeholder={t('search')}
          prefixIcon={<SearchIcon />}
          clearable
        />
        <span role="status">{t('shown', { shown: rows.length, all: items.length })}</span>
      </div>
      {rows.length === 0 ? (
        <Empty title={t('noneFound')} text={t('noneFoundText')} />
      ) : (
        <DataTable label={t('title')} columns={columns} rows={rows} rowKey={(row) => row.segment_id} />
      )}
    </>
  );
}

function useColumns(): Column<SegmentRow>[] {
  const { t } = useWords(segmentWords);
  const { number } = useFormat();
  return [
    {
      key: 'name',
      title: t('name'),
      width: 240,
      cell: (row) => (
        <Link to="/segments/$segmentId" params={{ segmentId: row.segment_id }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'meaning',
      title: t('meaning'),
      cell: (row) => (
        <span className={css.meaning} title={row.sentence}>
          {row.sentence}
        </span>
      ),
    },
    {
      key: 'size',
      title: t('size'),
      width: 144,
      numeric: true,
      cell: (row) =>
        row.is_building || row.size === null ? <ProgressTag progress={row.progress} /> : number(row.size),
    },
    { key: 'changed', title: t('changed'), width: 136, cell: (row) => <Ago at={row.changed_at} /> },
  ];
}
