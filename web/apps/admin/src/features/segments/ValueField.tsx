import type { AttributeType, Op } from '@lingqu/api';
import { Input, InputNumber } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { DayField } from '@/shared/ui';

import css from './Builder.module.css';
import { Part } from './Part';
import { Pick, Writes } from './Picks';
import { leafWords } from './words/leaves';

const BARE: readonly Op[] = ['exists', 'this_month'];
const RELATIVE: readonly Op[] = ['within_last', 'within_next', 'anniversary_within_next'];

interface ValuePartProps {
  type: AttributeType;
  op: Op;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** What a value starts from when its comparison or type changes. */
export function freshValue(type: AttributeType, op: Op): unknown {
  if (BARE.includes(op)) return undefined;
  if (RELATIVE.includes(op)) return 7;
  const one = type === 'number' ? 0 : type === 'boolean' ? true : '';
  return op === 'in' ? [] : op === 'between' ? [one, one] : one;
}

/** What a value is compared with: nothing, days, one, several, or both ends. */
export function ValuePart({ type, op, value, onChange }: ValuePartProps) {
  const { t } = useWords(leafWords);
  if (BARE.includes(op)) return null;
  if (op === 'between') {
    const [low, high] = Array.isArray(value) ? (value as unknown[]) : [];
    return (
      <>
        <Part label={t('part_low')} at=".value">
          <One type={type} value={low} onChange={(next) => onChange([next, high])} />
        </Part>
        <Part label={t('part_high')} at=".value">
          <One type={type} value={high} onChange={(next) => onChange([low, next])} />
        </Part>
      </>
    );
  }
  if (op === 'in') {
    const read = (written: string[]) => (type === 'number' ? written.map(Number) : written);
    return (
      <Part label={t('part_value')} at=".value" wide={6}>
        <Writes
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(written) => onChange(read(written ?? []))}
        />
      </Part>
    );
  }
  return (
    <Part label={t('part_value')} at=".value">
      <One type={RELATIVE.includes(op) ? 'number' : type} value={value} onChange={onChange} />
    </Part>
  );
}

function One({ type, value, onChange }: Omit<ValuePartProps, 'op'>) {
  const { t } = useWords(leafWords);
  if (type === 'number') {
    return (
      <InputNumber
        theme="normal"
        className={css.full}
        value={typeof value === 'number' ? value : ''}
        onChange={(number) => onChange(Number(number))}
      />
    );
  }
  if (type === 'boolean') {
    return (
      <Pick
        value={value === false ? 'false' : 'true'}
        options={[
          { value: 'true', label: t('true') },
          { value: 'false', label: t('false') },
        ]}
        onChange={(chosen) => onChange(chosen === 'true')}
      />
    );
  }
  const written = typeof value === 'string' ? value : '';
  if (type === 'date') {
    return <DayField value={written} onChange={onChange} />;
  }
  return <Input value={written} onChange={onChange} placeholder="" />;
}
