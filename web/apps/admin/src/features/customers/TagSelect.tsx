import { useMemo } from 'react';
import { Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useTags } from '@/shared/tags';

import { tagWords } from './words/tags';

interface TagSelectProps {
  value: number[];
  onChange: (tagIds: number[]) => void;
  placeholder?: string;
  /** How many chosen tags are named before the rest is counted. */
  named?: number;
}

/** Choose any number of corp tags, by group. */
export function TagSelect({ value, onChange, placeholder, named = 8 }: TagSelectProps) {
  const { t } = useWords(tagWords);
  const tags = useTags();
  const options = useMemo(
    () =>
      (tags.data?.items ?? []).map((group) => ({
        group: group.name,
        children: group.tags.map((tag) => ({ value: tag.tag_id, label: tag.name })),
      })),
    [tags.data],
  );
  return (
    <Select
      multiple
      filterable
      clearable
      minCollapsedNum={named}
      value={value}
      options={options}
      loading={tags.isPending}
      placeholder={placeholder ?? t('pick')}
      onChange={(chosen) => onChange(chosen as number[])}
    />
  );
}
