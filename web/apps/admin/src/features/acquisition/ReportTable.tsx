import type { ReportRow } from '@lingqu/api';
import { type ReactNode, useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Button, type Column, DataTable, Panel, text } from '@/shared/ui';

import { inTime } from './Report';
import css from './Report.module.css';
import { reportWords } from './words/report';

interface ReportTableProps<Row extends ReportRow> {
  title: string;
  /** What the rows are. */
  first: string;
  rows: Row[];
  rowKey: (row: Row) => number;
  name: (row: Row) => ReactNode;
  withCost?: boolean;
}

/** A cut opens with its largest rows only. */
const FEW = 10;

/** One cut of a report: a row for each channel, shop or member. */
export function ReportTable<Row extends ReportRow>(props: ReportTableProps<Row>) {
  const { title, first, rows, rowKey, name, withCost = false } = props;
  const { t } = useWords(reportWords);
  const { number, permille, fen } = useFormat();
  const [all, setAll] = useState(false);
  const none = <span className={text.quiet}>{t('noData')}</span>;
  const count = (key: keyof ReportRow, heading: string): Column<Row> => ({
    key,
    title: heading,
    width: 104,
    numeric: true,
    cell: (row) => number(row[key] ?? 0),
  });
  const columns: Column<Row>[] = [
    { key: 'name', title: first, cell: name },
    count('adds_new', t('newAdds')),
    count('adds_returning', t('returning')),
    count('adds_half', t('half')),
    count('deleted_by_customer_24h', t('customer24')),
    count('deleted_by_customer_7d', t('customer7')),
    count('deleted_by_staff_24h', t('staff24')),
    count('deleted_by_staff_7d', t('staff7')),
    {
      key: 'inTime',
      title: t('inTime'),
      width: 104,
      numeric: true,
      cell: (row) => {
        const share = inTime(row);
        return share === null ? none : permille(share);
      },
    },
  ];
  const cost: Column<Row> = {
    key: 'cost',
    title: t('cost'),
    width: 112,
    numeric: true,
    cell: (row) => (row.cost_per_add_fen === null ? none : fen(row.cost_per_add_fen)),
  };
  return (
    <Panel title={title} flush>
      <DataTable
        label={title}
        columns={withCost ? [...columns, cost] : columns}
        rows={all ? rows : rows.slice(0, FEW)}
        rowKey={rowKey}
      />
      {rows.length > FEW && (
        <div className={css.more}>
          <Button variant="text" theme="primary" onClick={() => setAll(!all)}>
            {all ? t('showFew') : t('showAll', { count: rows.length })}
          </Button>
        </div>
      )}
    </Panel>
  );
}
