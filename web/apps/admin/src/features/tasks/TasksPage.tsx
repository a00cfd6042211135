import type { BoardSummary } from '@lingqu/api';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'tdesign-react';

import { DepartmentSelect, StaffSelect } from '@/features/directory';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { taskWords } from '@/shared/tasks';
import {
  DataTable,
  Empty,
  KeysetPager,
  Page,
  Panel,
  Resource,
  Stat,
  Stats,
  Tabs,
  Waiting,
} from '@/shared/ui';

import css from './Board.module.css';
import { BOARD_KINDS, BOARD_TABS, type BoardSearch } from './search';
import { TaskTable } from './TaskTable';
import { useTasks, useTaskSummary } from './useTasks';
import { boardWords } from './words/board';

const route = getRouteApi('/tasks');

/** Every task of every member: by state, kind, shop and member, the nearest deadline first. */
export default function TasksPage() {
  const { t } = useWords(boardWords);
  const { t: word } = useWords(taskWords);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const keyset = useKeyset(search);
  const tasks = useTasks(search, keyset.cursor);
  const summary = useTaskSummary();
  const change = (changed: Partial<BoardSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changed }), replace: true });
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <div className={css.stack}>
        {summary.data !== undefined && <Sums summary={summary.data} />}
        <Panel flush>
          <Tabs
            label={t('byState')}
            tabs={BOARD_TABS.map((name) => ({ name, title: word(`state.${name}`) }))}
            chosen={search.tab ?? 'open'}
            onChoose={(tab) => change({ tab })}
          />
          <Filters search={search} onChange={change} />
          <Resource
            query={tasks}
            waiting={<Waiting rows={8} rowHeight={56} />}
            empty={(page) => page.items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} />}
          >
            {(page) => (
              <>
                <TaskTable rows={page.items} stale={tasks.isPlaceholderData} />
                <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
              </>
            )}
          </Resource>
        </Panel>
        {summary.data !== undefined && summary.data.shops.length > 0 && <Shops shops={summary.data.shops} />}
      </div>
    </Page>
  );
}

function Sums({ summary }: { summary: BoardSummary }) {
  const { t } = useWords(boardWords);
  const { number } = useFormat();
  const names = ['open', 'unseen', 'due_soon', 'confirmed', 'expired'] as const;
  return (
    <Stats>
      {names.map((name) => (
        <Stat
          key={name}
          label={t(name === 'due_soon' ? 'dueSoon' : name)}
          value={number(summary[name])}
          unit={t('tasks')}
          note={name === 'unseen' ? t('unseenNote') : undefined}
        />
      ))}
    </Stats>
  );
}

interface FiltersProps {
  search: BoardSearch;
  onChange: (changed: Partial<BoardSearch>) => void;
}

function Filters({ search, onChange }: FiltersProps) {
  const { t } = useWords(boardWords);
  const { t: word } = useWords(taskWords);
  return (
    <div className={css.filters}>
      <div role="group" aria-label={t('kind')}>
        <Select
          clearable
          value={search.kind ?? ''}
          placeholder={t('anyKind')}
          options={BOARD_KINDS.map((kind) => ({ value: kind, label: word(`kind.${kind}`) }))}
          onChange={(chosen) => onChange({ kind: BOARD_KINDS.find((kind) => kind === chosen) })}
        />
      </div>
      <div role="group" aria-label={t('shop')}>
        <DepartmentSelect
          value={search.department_id}
          onChange={(department_id) => onChange({ department_id })}
        />
      </div>
      <div role="group" aria-label={t('staff')}>
        <StaffSelect value={search.staff_id} onChange={(staff_id) => onChange({ staff_id })} />
      </div>
    </div>
  );
}

function Shops({ shops }: { shops: BoardSummary['shops'] }) {
  const { t } = useWords(boardWords);
  const { number } = useFormat();
  const counts = ['open', 'unseen', 'due_soon', 'confirmed', 'expired', 'declined'] as const;
  return (
    <Panel title={t('shops')} note={t('shopsNote')} flush>
      <DataTable
        label={t('shops')}
        rows={shops}
        rowKey={(row) => row.shop?.department_id ?? 0}
        columns={[
          { key: 'shop', title: t('shop'), cell: (row) => row.shop?.name ?? t('noShop') },
          ...counts.map((name) => ({
            key: name,
            title: t(name === 'due_soon' ? 'dueSoon' : name),
            width: 140,
            numeric: true,
            cell: (row: BoardSummary['shops'][number]) => number(row[name]),
          })),
        ]}
      />
    </Panel>
  );
}
