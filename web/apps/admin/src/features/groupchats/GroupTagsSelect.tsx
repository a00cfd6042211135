import { Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { useGroupchatTags } from './useGroupchatTags';
import { selectWords } from './words/select';

interface GroupTagsSelectProps {
  value: number[];
  /** What none chosen means, where that is more than that nothing is chosen. */
  placeholder?: string;
  onChange: (tagIds: number[]) => void;
}

/** Choose any number of our tags on groups, with how many groups have each. */
export function GroupTagsSelect({ value, placeholder, onChange }: GroupTagsSelectProps) {
  const { t } = useWords(selectWords);
  const tags = useGroupchatTags();
  const options = tags.data?.items.map((one) => ({
    value: one.tag_id,
    label: t('tag', { name: one.name, count: one.groupchats }),
  }));
  return (
    <Select
      multiple
      filterable
      clearable
      minCollapsedNum={6}
      value={value}
      options={options ?? []}
      loading={tags.isPending}
      placeholder={placeholder ?? t('pickTags')}
      empty={t('noTags')}
      onChange={(chosen) => onChange(chosen as number[])}
    />
  );
}
