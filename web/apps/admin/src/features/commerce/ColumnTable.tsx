import type { ColumnMap, ImportKind, PreviewRow } from '@lingqu/api';
import { Select } from 'tdesign-react';

import { useAttributeDefinitions } from '@/features/customers';
import { useWords } from '@/shared/i18n';
import { type Column, DataTable } from '@/shared/ui';

import { assigned, fieldOf, SECTIONS } from './columns';
import css from './Import.module.css';
import { fieldWords } from './words/fields';
import { mappingWords } from './words/mapping';

const SKIP = '-';
const SAMPLES = 3;

interface ColumnTableProps {
  kind: ImportKind;
  columns: readonly string[];
  rows: readonly PreviewRow[];
  map: ColumnMap;
  onChange: (map: ColumnMap) => void;
}

interface Line {
  place: number;
  name: string;
  samples: string[];
}

/** The columns of the file, each with some of its values and what it becomes. */
export function ColumnTable({ kind, columns, rows, map, onChange }: ColumnTableProps) {
  const { t } = useWords(mappingWords);
  const options = useOptions(kind);
  const lines = columns.map((name, place) => ({
    place,
    name: name === '' ? t('unnamed', { number: place + 1 }) : name,
    samples: [...new Set(rows.map((row) => row.cells[place] ?? '').filter((cell) => cell !== ''))],
  }));
  const shown: Column<Line>[] = [
    { key: 'column', title: t('column'), width: 220, cell: (line) => <b>{line.name}</b> },
    {
      key: 'samples',
      title: t('samples'),
      cell: (line) => (
        <span className={css.samples}>
          {line.samples.length === 0 && <i>{t('emptyCell')}</i>}
          {line.samples.slice(0, SAMPLES).map((one) => (
            <code key={one}>{one}</code>
          ))}
        </span>
      ),
    },
    {
      key: 'field',
      title: t('field'),
      width: 280,
      cell: (line) => {
        const field = fieldOf(map, line.place);
        return (
          <div role="group" aria-label={line.name} className={field === undefined ? css.skipped : undefined}>
            <Select
              filterable
              value={field ?? SKIP}
              options={options}
              onChange={(chosen) =>
                onChange(assigned(map, line.place, chosen === SKIP ? undefined : (chosen as string)))
              }
            />
          </div>
        );
      },
    },
  ];
  return <DataTable label={t('title')} columns={shown} rows={lines} rowKey={(line) => line.place} />;
}

function useOptions(kind: ImportKind) {
  const { t } = useWords(mappingWords);
  const { t: field } = useWords(fieldWords);
  const attributes = useAttributeDefinitions().data?.items ?? [];
  const groups = SECTIONS[kind].map(({ section, fields }) => ({
    group: t(section),
    children: [
      ...fields.map((one) => ({ value: one, label: field(one) })),
      ...(section === 'details'
        ? attributes.map(({ key, label }) => ({
            value: `attribute:${key}`,
            label: t('attribute', { name: label }),
          }))
        : []),
    ],
  }));
  return [{ value: SKIP, label: t('skip') }, ...groups];
}
