import type { Department, Staff } from '@lingqu/api';
import { Input } from 'tdesign-react';
import { SearchIcon } from 'tdesign-icons-react';
import { useEffect, useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useDebounced, useKeyset, useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import {
  Avatar,
  Button,
  type Column,
  DataTable,
  Empty,
  KeysetPager,
  Panel,
  Resource,
  StateTag,
} from '@/shared/ui';

import css from './Directory.module.css';
import type { DirectorySearch } from './search';
import { useMarkShop } from './useDepartments';
import { useStaff } from './useStaff';
import { directoryWords } from './words';

interface StaffTableProps {
  search: DirectorySearch;
  onQuery: (query: string | undefined) => void;
  /** The chosen department, undefined for all staff. */
  department: Department | undefined;
}

export function StaffTable({ search, onQuery, department }: StaffTableProps) {
  const { t } = useWords(directoryWords);
  const keyset = useKeyset(search);
  const staff = useStaff({ ...search, cursor: keyset.cursor });
  const columns = useColumns();
  const [typed, setTyped] = useState(search.query ?? '');
  const still = useDebounced(typed, 300);
  useEffect(() => onQuery(still === '' ? undefined : still), [still, onQuery]);
  const aside = (
    <>
      {department !== undefined && <ShopMarkButton department={department} />}
      <div className={css.search}>
        <Input
          value={typed}
          onChange={setTyped}
          placeholder={t('search')}
          prefixIcon={<SearchIcon />}
          clearable
        />
      </div>
    </>
  );
  return (
    <Panel title={department?.name ?? t('allStaff')} aside={aside} flush>
      <Resource
        query={staff}
        empty={(page) => page.items.length === 0 && <Empty title={t('none')} text={t('noneText')} />}
      >
        {(page) => (
          <>
            <DataTable
              label={t('staff')}
              columns={columns}
              rows={page.items}
              rowKey={(row) => row.staff_id}
              stale={staff.isPlaceholderData}
            />
            <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
          </>
        )}
      </Resource>
    </Panel>
  );
}

function ShopMarkButton({ department }: { department: Department }) {
  const { t } = useWords(directoryWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const mark = useMarkShop();
  if (!mayOperate) return null;
  const is_shop = !department.is_shop;
  const act = () =>
    mark.mutate(
      { department, is_shop },
      { onSuccess: () => said.done(t(is_shop ? 'marked' : 'unmarked')), onError: said.failed },
    );
  return (
    <Button variant="outline" loading={mark.isPending} onClick={act}>
      {t(is_shop ? 'markShop' : 'unmarkShop')}
    </Button>
  );
}

function useColumns(): Column<Staff>[] {
  const { t } = useWords(directoryWords);
  const { number } = useFormat();
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={css.person}>
          <Avatar name={row.name} seed={row.staff_id} />
          {row.name}
        </span>
      ),
    },
    { key: 'userid', title: t('userid'), cell: (row) => row.userid },
    { key: 'shop', title: t('belongs'), cell: (row) => row.shop?.name ?? t('noShop') },
    {
      key: 'follow',
      title: t('permission'),
      width: 136,
      cell: (row) => (
        <StateTag tone={row.is_follow_user ? 'good' : 'muted'}>
          {t(row.is_follow_user ? 'mayFollow' : 'mayNotFollow')}
        </StateTag>
      ),
    },
    {
      key: 'customers',
      title: t('customers'),
      width: 96,
      numeric: true,
      cell: (row) => number(row.customers),
    },
    {
      key: 'state',
      title: t('state'),
      width: 112,
      cell: (row) => (
        <StateTag tone={row.active ? 'good' : 'muted'}>{t(row.active ? 'active' : 'inactive')}</StateTag>
      ),
    },
  ];
}
