import type { SegmentRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

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
  const columns = useColumns();
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
          {({ items }) => (
            <DataTable label={t('title')} columns={columns} rows={items} rowKey={(row) => row.segment_id} />
          )}
        </Resource>
      </Panel>
    </Page>
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
