import { useMemo } from 'react';
import { Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { useAllStaff } from './useAllStaff';
import { directoryWords } from './words';

const MANY = { type: 'virtual', rowHeight: 32, threshold: 100 } as const;

function useStaffOptions() {
  const staff = useAllStaff();
  const options = useMemo(
    () =>
      (staff.data ?? []).map((one) => ({
        value: one.staff_id,
        label: one.shop === null ? one.name : `${one.name} · ${one.shop.name}`,
        disabled: !one.active,
      })),
    [staff.data],
  );
  return { options, loading: staff.isPending };
}

interface OneStaffProps {
  value: number | undefined;
  onChange: (staffId: number | undefined) => void;
}

/** Choose one member, or nobody. */
export function StaffSelect({ value, onChange }: OneStaffProps) {
  const { t } = useWords(directoryWords);
  const { options, loading } = useStaffOptions();
  return (
    <Select
      filterable
      clearable
      value={value ?? ''}
      options={options}
      loading={loading}
      scroll={MANY}
      placeholder={t('pickStaff')}
      onChange={(chosen) => onChange(typeof chosen === 'number' ? chosen : undefined)}
    />
  );
}

interface ManyStaffProps {
  value: number[];
  /** What none chosen means, where that is more than that nothing is chosen. */
  placeholder?: string;
  onChange: (staffIds: number[]) => void;
}

/** Choose any number of members. */
export function ManyStaffSelect({ value, placeholder, onChange }: ManyStaffProps) {
  const { t } = useWords(directoryWords);
  const { options, loading } = useStaffOptions();
  return (
    <Select
      multiple
      filterable
      clearable
      minCollapsedNum={6}
      value={value}
      options={options}
      loading={loading}
      scroll={MANY}
      placeholder={placeholder ?? t('pickStaff')}
      onChange={(chosen) => onChange(chosen as number[])}
    />
  );
}
