import { useState } from 'react';
import { InputNumber, Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';
import { useSession } from '@/shared/session';

import { useCustomers } from './useCustomers';
import { pickerWords } from './words/picker';

const STILL_MS = 250;
const MOST = 20;

export interface Picked {
  customer_id: number;
  /** Null for readers without personal data. */
  name: string | null;
}

interface CustomerPickerProps {
  value: Picked | null;
  onPick: (customer: Picked | null) => void;
}

/** Find one customer by a piece of the name, a remark or a phone; who sees no names says the number. */
export function CustomerPicker(props: CustomerPickerProps) {
  return useSession().account?.role === 'analyst' ? <ByNumber {...props} /> : <ByName {...props} />;
}

function ByNumber({ value, onPick }: CustomerPickerProps) {
  const { t } = useWords(pickerWords);
  return (
    <InputNumber
      theme="normal"
      min={1}
      max={2_000_000_000}
      decimalPlaces={0}
      allowInputOverLimit={false}
      value={value?.customer_id}
      placeholder={t('number')}
      onBlur={(number) => onPick(Number(number) > 0 ? { customer_id: Number(number), name: null } : null)}
      onEnter={(number) => onPick(Number(number) > 0 ? { customer_id: Number(number), name: null } : null)}
    />
  );
}

function ByName({ value, onPick }: CustomerPickerProps) {
  const { t } = useWords(pickerWords);
  const [typed, setTyped] = useState('');
  const query = useDebounced(typed.trim(), STILL_MS);
  const found = useCustomers({ query: query === '' ? undefined : query });
  const rows = found.data?.items.slice(0, MOST) ?? [];
  const known = rows.some((row) => row.customer_id === value?.customer_id);
  const nameOf = (one: Picked) => one.name ?? t('anonymous', { id: String(one.customer_id) });
  const options = [
    ...(value !== null && !known ? [{ value: value.customer_id, label: nameOf(value) }] : []),
    ...rows.map((row) => ({
      value: row.customer_id,
      label: row.staff[0] === undefined ? nameOf(row) : `${nameOf(row)} · ${row.staff[0].name}`,
    })),
  ];
  return (
    <Select
      filterable
      clearable
      filter={() => true}
      value={value?.customer_id ?? ''}
      options={options}
      loading={found.isFetching}
      placeholder={t('search')}
      empty={t('nobody')}
      onSearch={setTyped}
      onChange={(chosen) => {
        const row = rows.find((one) => one.customer_id === chosen);
        onPick(row === undefined ? null : { customer_id: row.customer_id, name: row.name });
      }}
    />
  );
}
