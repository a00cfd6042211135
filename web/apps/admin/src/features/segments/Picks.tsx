import { Select, TagInput } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { leafWords } from './words/leaves';

export interface Option<Value> {
  value: Value;
  label: string;
}

interface PickProps<Value> {
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
}

/** Choose one of few. */
export function Pick<Value extends string | number>({ value, options, onChange }: PickProps<Value>) {
  const { t } = useWords(leafWords);
  return (
    <Select
      filterable={options.length > 12}
      value={value}
      options={[...options]}
      placeholder={t('choose')}
      onChange={(chosen) => onChange(chosen as Value)}
    />
  );
}

interface PickManyProps<Value> {
  value: readonly Value[] | undefined;
  options: readonly Option<Value>[];
  onChange: (value: Value[] | undefined) => void;
}

/** Choose any number; none is "any". */
export function PickMany<Value extends string | number>({ value, options, onChange }: PickManyProps<Value>) {
  const { t } = useWords(leafWords);
  return (
    <Select
      multiple
      filterable
      clearable
      minCollapsedNum={3}
      value={[...(value ?? [])]}
      options={[...options]}
      placeholder={t('any')}
      onChange={(chosen) => onChange(some(chosen as Value[]))}
    />
  );
}

interface WritesProps {
  value: readonly string[] | undefined;
  onChange: (value: string[] | undefined) => void;
}

/** Write any number of texts. */
export function Writes({ value, onChange }: WritesProps) {
  const { t } = useWords(leafWords);
  return (
    <TagInput
      clearable
      value={[...(value ?? [])]}
      placeholder={t('typeEnter')}
      onChange={(written) => onChange(some(written.map(String)))}
    />
  );
}

/** Nothing instead of an empty list: what is not asked is left out of a definition. */
export const some = <Value,>(values: Value[]): Value[] | undefined =>
  values.length === 0 ? undefined : values;
