import type { Key, ReactNode } from 'react';

import type { Keyset } from '@/shared/query';

import { type Column, DataTable } from './DataTable';
import { KeysetPager } from './KeysetPager';
import { type Fetched, Resource } from './Resource';

/** One page of a list, as the server gives it. */
interface KeysetPage<Row> {
  items: Row[];
  next_cursor: string | null;
  total?: number | null;
}

interface KeysetListProps<Row> {
  /** What the rows are; the table's name. */
  label: string;
  query: Fetched<KeysetPage<Row>> & { isPlaceholderData: boolean };
  keyset: Keyset;
  columns: Column<Row>[];
  rowKey: (row: Row) => Key;
  /** Shown where there is no row at all. */
  empty: ReactNode;
}

/** A table of a keyset list with its pager, and all states a list has. */
export function KeysetList<Row>({ label, query, keyset, columns, rowKey, empty }: KeysetListProps<Row>) {
  return (
    <Resource query={query} empty={({ items }) => items.length === 0 && empty}>
      {(page) => (
        <>
          <DataTable
            label={label}
            columns={columns}
            rows={page.items}
            rowKey={rowKey}
            stale={query.isPlaceholderData}
          />
          <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total ?? null} />
        </>
      )}
    </Resource>
  );
}
