import type { ColumnMap, PreviewRow, RowProblem } from '@lingqu/api';
import { Fragment } from 'react';

import { useWords } from '@/shared/i18n';

import { fieldOf, type FieldWord } from './columns';
import css from './Import.module.css';
import { fieldWords } from './words/fields';
import { mappingWords } from './words/mapping';
import { troubleWords } from './words/troubles';

interface PreviewProps {
  columns: readonly string[];
  map: ColumnMap;
  rows: readonly PreviewRow[];
  /** The problems are those of this very mapping. */
  judged: boolean;
}

/** The first rows as they stand, what is wrong marked where it stands and said below its row. */
export function Preview({ columns, map, rows, judged }: PreviewProps) {
  const { t } = useWords(mappingWords);
  const { t: field } = useWords(fieldWords);
  const bad = rows.filter((row) => row.problems.length > 0).length;
  const label = (place: number) => {
    const known = fieldOf(map, place);
    if (known === undefined) return t('skip');
    return known.startsWith('attribute:') ? known.slice('attribute:'.length) : field(known as FieldWord);
  };
  return (
    <>
      {judged && (
        <p className={css.verdict} data-bad={bad > 0} role="status">
          {bad === 0
            ? t('previewGood', { count: rows.length })
            : t('previewBad', { count: rows.length, bad })}
        </p>
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className={css.scroll} tabIndex={0} role="group" aria-label={t('preview', { count: rows.length })}>
        <table className={css.preview}>
          <thead>
            <tr>
              <th scope="col">{t('rowNumber')}</th>
              {columns.map((name, place) => (
                <th key={place} scope="col" data-skipped={fieldOf(map, place) === undefined}>
                  {name}
                  <small>{label(place)}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.number} row={row} columns={columns} map={map} judged={judged} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface LineProps {
  row: PreviewRow;
  columns: readonly string[];
  map: ColumnMap;
  judged: boolean;
}

function Line({ row, columns, map, judged }: LineProps) {
  const problems = judged ? row.problems : [];
  const faulty = new Set(problems.map((one) => one.column));
  return (
    <Fragment>
      <tr>
        <th scope="row">{row.number}</th>
        {columns.map((_, place) => (
          <td key={place} data-faulty={faulty.has(place)} data-skipped={fieldOf(map, place) === undefined}>
            {row.cells[place] ?? ''}
          </td>
        ))}
      </tr>
      {problems.length > 0 && (
        <tr>
          <td />
          <td colSpan={columns.length} className={css.problems}>
            {problems.map((one, place) => (
              <Problem key={place} problem={one} columns={columns} />
            ))}
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Problem({ problem, columns }: { problem: RowProblem; columns: readonly string[] }) {
  const { t } = useWords(troubleWords);
  const name = problem.column === null ? undefined : columns[problem.column];
  return (
    <span>
      {name !== undefined && <b>{name}</b>}
      {t(problem.trouble, { row: problem.other_row ?? 0 })}
    </span>
  );
}
