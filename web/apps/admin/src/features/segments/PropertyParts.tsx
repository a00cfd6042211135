import type { AttributeType, Op, PropertyTest } from '@lingqu/api';
import { Select } from 'tdesign-react';

import { type KeyOf, useWords } from '@/shared/i18n';

import { Part } from './Part';
import { Pick, PickMany } from './Picks';
import { useNamedValues } from './useNamedValues';
import { freshValue, ValuePart } from './ValueField';
import { leafWords } from './words/leaves';
import { propertyWords } from './words/properties';

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
const NAMED_OPS: readonly Op[] = ['eq', 'ne', 'in', 'exists'];
const BOOLEAN_OPS: readonly Op[] = ['eq', 'exists'];
const NUMERIC: readonly Op[] = ['ge', 'gt', 'le', 'lt', 'between'];
const NUMBERS = /(_fen|_id|_way|_scene)$/;
const BOOLEANS = /^(returning|dismissed)$/;
const SETS = /^(tags|categories)$/;
const MONEY = '_fen';
const FEN = 100;

/** A property has whatever type its value has: orders compare numbers, the rest texts, unless the name tells. */
const typeOf = ({ key, op, value }: PropertyTest): AttributeType => {
  if (typeof value === 'boolean' || BOOLEANS.test(key)) return 'boolean';
  return typeof value === 'number' || NUMERIC.includes(op) || NUMBERS.test(key) ? 'number' : 'string';
};
const isKnown = (key: string): key is KeyOf<typeof propertyWords> => key in propertyWords.zh;

/** A new test of a property, compared as its values usually are. */
export const freshTest = (key: string): PropertyTest => {
  const op = SETS.test(key) ? 'contains' : key.endsWith(MONEY) ? 'ge' : 'eq';
  return { key, op, value: freshValue(typeOf({ key, op }), op) };
};

interface PropertyPartsProps {
  /** The event whose property it is. */
  event: string;
  test: PropertyTest;
  /** Names known for the event; others can be written. */
  properties: readonly string[];
  onChange: (test: PropertyTest) => void;
}

/** One property, how it compares, and with what. */
export function PropertyParts({ event, test, properties, onChange }: PropertyPartsProps) {
  const { t } = useWords(leafWords);
  const { t: word } = useWords(propertyWords);
  const names = useNamedValues(event, test.key);
  const ops = names !== null ? NAMED_OPS : BOOLEANS.test(test.key) ? BOOLEAN_OPS : OPS;
  const known = [...new Set([...properties, test.key])].filter((key) => key !== '');
  return (
    <>
      <Part label={t('part_test')} at=".test.key" wide={4}>
        <Select
          filterable
          creatable
          value={test.key}
          options={known.map((key) => ({
            value: key,
            label: isKnown(key) ? word(key) : key,
          }))}
          placeholder={t('choose')}
          onChange={(key) => onChange(freshTest(key as string))}
        />
      </Part>
      <Part label={t('part_op')} at=".test.op">
        <Pick
          value={test.op}
          options={[...new Set([...ops, test.op])].map((op) => ({ value: op, label: t(op as 'eq') }))}
          onChange={(op) =>
            onChange({ ...test, op, value: freshValue(typeOf({ ...test, value: undefined }), op) })
          }
        />
      </Part>
      {names !== null && NAMED_OPS.includes(test.op) ? (
        <NamedValue names={names} test={test} onChange={onChange} />
      ) : (
        <ValuePart
          type={typeOf(test)}
          op={test.op}
          value={scaled(test, 1 / FEN)}
          onChange={(value) => onChange({ ...test, value: scaled({ ...test, value }, FEN) })}
        />
      )}
    </>
  );
}

/** Money is kept in fen and written in yuan; everything else as it is. */
function scaled({ key, value }: PropertyTest, factor: number): unknown {
  if (!key.endsWith(MONEY)) return value;
  const one = (amount: unknown): unknown => {
    if (typeof amount !== 'number') return amount;
    return factor === FEN ? Math.round(amount * FEN) : amount / FEN;
  };
  return Array.isArray(value) ? value.map(one) : one(value);
}

interface NamedValueProps {
  names: { value: number; label: string }[];
  test: PropertyTest;
  onChange: (test: PropertyTest) => void;
}

/** A value that is the number of something with a name: chosen by that name. */
function NamedValue({ names, test, onChange }: NamedValueProps) {
  const { t } = useWords(leafWords);
  if (test.op === 'exists') return null;
  return (
    <Part label={t('part_value')} at=".value" wide={test.op === 'in' ? 6 : 3}>
      {test.op === 'in' ? (
        <PickMany
          value={Array.isArray(test.value) ? test.value.map(Number) : []}
          options={names}
          onChange={(value) => onChange({ ...test, value: value ?? [] })}
        />
      ) : (
        <Pick
          value={typeof test.value === 'number' && test.value > 0 ? test.value : ''}
          options={names}
          onChange={(value) => onChange({ ...test, value })}
        />
      )}
    </Part>
  );
}
