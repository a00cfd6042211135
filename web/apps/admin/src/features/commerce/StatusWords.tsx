import type { ColumnMap, PreviewRow } from '@lingqu/api';
import { useState } from 'react';
import { Input, Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button, Panel } from '@/shared/ui';

import css from './Import.module.css';
import { fieldWords } from './words/fields';
import { mappingWords } from './words/mapping';

interface StatusWordsProps {
  map: ColumnMap;
  rows: readonly PreviewRow[];
  onChange: (map: ColumnMap) => void;
}

/** What the file's words for the states of orders mean, where we do not know them. */
export function StatusWords({ map, rows, onChange }: StatusWordsProps) {
  const { t } = useWords(mappingWords);
  const { t: field } = useWords(fieldWords);
  const [more, setMore] = useState('');
  const column = map.assignments.find((one) => one.field === 'status')?.column;
  if (column === undefined) return null;
  const unknown = rows
    .filter((row) => row.problems.some((one) => one.trouble === 'unknown_status'))
    .map((row) => row.cells[column] ?? '');
  const words = [...new Set([...Object.keys(map.statuses), ...unknown])];
  if (words.length === 0) return null;
  const meanings = [
    { value: 'placed', label: field('placed') },
    { value: 'paid', label: field('paid') },
    { value: 'completed', label: field('completed') },
    { value: 'cancelled', label: field('cancelled') },
    { value: 'refunded', label: field('refundedState') },
  ];
  const say = (word: string, meaning: string) =>
    onChange({ ...map, statuses: { ...map.statuses, [word]: meaning } });
  return (
    <Panel title={t('statuses')} note={t('statusesNote')}>
      <ul className={css.statuses}>
        {words.map((word) => (
          <li key={word}>
            <code>{word}</code>
            <span aria-hidden="true">{'→'}</span>
            <div role="group" aria-label={word}>
              <Select
                value={map.statuses[word] ?? ''}
                options={meanings}
                placeholder={t('chooseMeaning')}
                onChange={(meaning) => say(word, meaning as string)}
              />
            </div>
          </li>
        ))}
        <li>
          <div role="group" aria-label={t('statusAdd')}>
            <Input value={more} onChange={setMore} placeholder={t('statusPlaceholder')} />
          </div>
          <Button
            variant="outline"
            disabled={more.trim() === ''}
            onClick={() => {
              say(more.trim(), 'paid');
              setMore('');
            }}
          >
            {t('add')}
          </Button>
        </li>
      </ul>
    </Panel>
  );
}
