import { Link } from '@tanstack/react-router';
import { Select } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Failure } from '@/shared/ui';

import css from './SegmentSelect.module.css';
import { useSegments } from './useSegments';
import { segmentSelectWords } from './words/select';

interface SegmentSelectProps {
  value: number | null;
  onChange: (segmentId: number | null) => void;
}

/** Choose one segment by its name, with how many are in it; one whose members are being found is not to be had. */
export function SegmentSelect({ value, onChange }: SegmentSelectProps) {
  const { t } = useWords(segmentSelectWords);
  const { number } = useFormat();
  const { data, error, isPending, refetch } = useSegments();
  if (error !== null) return <Failure error={error} retry={() => void refetch()} />;
  if (data?.items.length === 0)
    return (
      <p className={css.none}>
        {t('none')} <Link to="/segments/new">{t('create')}</Link>
      </p>
    );
  const sized = (size: number | null, building: boolean) =>
    building || size === null ? t('building') : t('people', { count: number(size) });
  const options = (data?.items ?? []).map((one) => ({
    value: one.segment_id,
    label: one.name,
    disabled: one.is_building || one.size === null,
    content: (
      <span className={css.option}>
        <span>{one.name}</span>
        <small>{sized(one.size, one.is_building)}</small>
      </span>
    ),
  }));
  return (
    <Select
      filterable
      clearable
      value={value ?? ''}
      options={options}
      loading={isPending}
      placeholder={t('pick')}
      empty={t('nothingFound')}
      onChange={(chosen) => onChange(typeof chosen === 'number' ? chosen : null)}
    />
  );
}
