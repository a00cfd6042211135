import { DateRangePicker, Select } from 'tdesign-react';

import { CustomerPicker, type Picked } from '@/features/customers';
import { DepartmentSelect, StaffSelect } from '@/features/directory';
import { deliveryWords } from '@/shared/deliveries';
import { useWords } from '@/shared/i18n';
import { useLatestProgrammes } from '@/shared/programmes';
import { Button } from '@/shared/ui';

import css from './Explorer.module.css';
import { CHANNELS, type DeliveryFilter, isFiltered } from './search';
import { explorerWords } from './words';

interface FiltersProps {
  filter: DeliveryFilter;
  /** The days in question: those asked for, or the server's usual ones. */
  days: { from: string; to: string } | null;
  customer: Picked | null;
  onPick: (customer: Picked | null) => void;
  onChange: (changed: Partial<DeliveryFilter>) => void;
  onClear: () => void;
}

const dayOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value.slice(0, 10) : undefined;

/** The filters of the list; what they hold stands in the address. */
export function Filters({ filter, days, customer, onPick, onChange, onClear }: FiltersProps) {
  const { t } = useWords(explorerWords);
  const { t: word } = useWords(deliveryWords);
  const programmes = useLatestProgrammes().data?.items ?? [];
  return (
    <div className={css.filters} role="search">
      <div role="group" aria-label={t('days')}>
        <DateRangePicker
          className={css.days ?? ''}
          value={days === null ? [] : [days.from, days.to]}
          onChange={([from, to]) => onChange({ from: dayOf(from), to: dayOf(to) })}
        />
      </div>
      <div role="group" aria-label={t('channel')}>
        <Select
          clearable
          value={filter.channel ?? ''}
          placeholder={t('anyChannel')}
          options={CHANNELS.map((channel) => ({ value: channel, label: word(channel) }))}
          onChange={(chosen) => onChange({ channel: CHANNELS.find((channel) => channel === chosen) })}
        />
      </div>
      <div role="group" aria-label={t('programme')}>
        <Select
          clearable
          filterable
          value={filter.programme_id ?? ''}
          placeholder={t('anyProgramme')}
          options={programmes.map((one) => ({ value: one.programme_id, label: one.name }))}
          onChange={(chosen) => onChange({ programme_id: typeof chosen === 'number' ? chosen : undefined })}
        />
      </div>
      <Button variant="text" disabled={!isFiltered(filter)} onClick={onClear}>
        {t('clear')}
      </Button>
      <div role="group" aria-label={t('customer')}>
        <CustomerPicker value={customer} onPick={onPick} />
      </div>
      <div role="group" aria-label={t('shop')}>
        <DepartmentSelect
          value={filter.department_id}
          onChange={(department_id) => onChange({ department_id })}
        />
      </div>
      <div role="group" aria-label={t('staff')}>
        <StaffSelect value={filter.staff_id} onChange={(staff_id) => onChange({ staff_id })} />
      </div>
    </div>
  );
}
