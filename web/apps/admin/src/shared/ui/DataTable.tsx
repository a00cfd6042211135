import type { Key, ReactNode } from 'react';

import css from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /** In px; columns without one share what is left. */
  width?: number;
  /** Numbers stand at the right, under a title at the right. */
  numeric?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => Key;
  /** The rows are of an older question while a newer one is asked. */
  stale?: boolean;
}

/** A table with TDesign's look and HTML's meaning; column widths do not depend on the rows. */
export function DataTable<Row>({ label, columns, rows, rowKey, stale = false }: DataTableProps<Row>) {
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-label={label} aria-busy={stale} data-stale={stale}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={column.width === undefined ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.numeric === true ? css.numeric : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={rowKey(row)} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line<Row>({ row, columns }: { row: Row; columns: Column<Row>[] }) {
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.key} className={column.numeric === true ? css.numeric : undefined}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
