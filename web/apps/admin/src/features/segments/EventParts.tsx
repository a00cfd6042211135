import type { AttributeType, EventMatch, Op, PropertyTest } from '@lingqu/api';
import { AddIcon, DeleteIcon } from 'tdesign-icons-react';
import { AutoComplete } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import css from './Builder.module.css';
import { Part } from './Part';
import { Pick } from './Picks';
import { useVocabulary } from './useVocabulary';
import { freshValue, ValuePart } from './ValueField';
import { leafWords } from './words/leaves';

const OPS: readonly Op[] = [
  'eq',
  'ne',
  'contains',
  'starts',
  'in',
  'ge',
  'gt',
  'le',
  'lt',
  'between',
  'exists',
];
const NUMERIC: readonly Op[] = ['ge', 'gt', 'le', 'lt', 'between'];
const NUMBERS = /(_fen|_id|_way|_scene|shop)$/;

/** A property has whatever type its value has: orders compare numbers, the rest texts, unless the name tells. */
const typeOf = ({ key, op, value }: PropertyTest): AttributeType => {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' || NUMERIC.includes(op) || NUMBERS.test(key) ? 'number' : 'string';
};

interface TestPartsProps {
  test: PropertyTest;
  /** Names known for the event; others can be written. */
  properties: readonly string[];
  onChange: (test: PropertyTest) => void;
}

/** One property, how it compares, and with what. */
export function TestParts({ test, properties, onChange }: TestPartsProps) {
  const { t } = useWords(leafWords);
  const change = (next: PropertyTest) =>
    onChange({ ...next, value: freshValue(typeOf({ ...next, value: undefined }), next.op) });
  return (
    <>
      <Part label={t('part_test')} at=".test.key">
        <AutoComplete
          value={test.key}
          options={[...properties]}
          placeholder={t('choose')}
          onChange={(key) => change({ ...test, key })}
        />
      </Part>
      <Part label={t('part_op')} at=".test.op">
        <Pick
          value={test.op}
          options={OPS.map((op) => ({ value: op, label: t(op as 'eq') }))}
          onChange={(op) => change({ ...test, op })}
        />
      </Part>
      <ValuePart
        type={typeOf(test)}
        op={test.op}
        value={test.value}
        onChange={(value) => onChange({ ...test, value })}
      />
    </>
  );
}

interface MatchPartProps {
  label: string;
  at: string;
  match: EventMatch;
  onChange: (match: EventMatch) => void;
}

/** Which event, with the properties it must have. */
export function MatchPart({ label, at, match, onChange }: MatchPartProps) {
  const { t } = useWords(leafWords);
  const events = useVocabulary().data?.events ?? [];
  const properties = events.find((one) => one.name === match.name)?.properties ?? [];
  const where = match.where ?? [];
  const put = (tests: PropertyTest[]) =>
    onChange(tests.length === 0 ? { name: match.name } : { ...match, where: tests });
  return (
    <>
      <Part label={label} at={`${at}.name`}>
        <Pick
          value={match.name}
          options={events.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(name) => onChange({ name })}
        />
      </Part>
      <div className={css.add}>
        <Button
          variant="text"
          theme="primary"
          icon={<AddIcon />}
          onClick={() => put([...where, { key: properties[0] ?? '', op: 'eq', value: '' }])}
        >
          {t('addTest')}
        </Button>
      </div>
      {where.map((test, index) => (
        <div key={index} className={css.test}>
          <TestParts
            test={test}
            properties={properties}
            onChange={(next) => put(where.map((one, at) => (at === index ? next : one)))}
          />
          <Button
            variant="text"
            shape="square"
            icon={<DeleteIcon />}
            aria-label={t('removeTest')}
            onClick={() => put(where.filter((_, at) => at !== index))}
          />
        </div>
      ))}
    </>
  );
}
