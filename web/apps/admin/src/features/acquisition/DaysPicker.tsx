import { DateRangePicker } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import type { ReportSearch } from './search';
import type { Days } from './useReport';
import { reportWords } from './words/report';

interface DaysPickerProps {
  days: Days;
  onChange: (days: ReportSearch) => void;
}

const dayOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value.slice(0, 10) : undefined;

export function DaysPicker({ days, onChange }: DaysPickerProps) {
  const { t } = useWords(reportWords);
  return (
    <div role="group" aria-label={t('days')}>
      <DateRangePicker
        value={[days.from, days.to]}
        onChange={([from, to]) => onChange({ from: dayOf(from), to: dayOf(to) })}
      />
    </div>
  );
}
