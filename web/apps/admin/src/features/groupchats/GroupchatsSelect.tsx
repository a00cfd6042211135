import type { Groupchat } from '@lingqu/api';
import { useState } from 'react';
import { Select } from 'tdesign-react';

import { groupWords } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';
import { Failure } from '@/shared/ui';

import { useGroupchats } from './useGroupchats';
import { selectWords } from './words/select';

const STILL_MS = 250;

interface GroupchatsSelectProps {
  value: number[];
  onChange: (groupchatIds: number[]) => void;
}

/** Choose customer groups one by one, by a piece of the name; what was found before keeps its name. */
export function GroupchatsSelect({ value, onChange }: GroupchatsSelectProps) {
  const { t } = useWords(selectWords);
  const [typed, setTyped] = useState('');
  const query = useDebounced(typed.trim(), STILL_MS);
  const found = useGroupchats({ query: query === '' ? undefined : query });
  const [kept, setKept] = useState<Groupchat[]>([]);
  const rows = found.data?.items ?? [];
  const label = useLabel();
  if (found.error !== null) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const known = [
    ...rows,
    ...kept.filter((one) => !rows.some((row) => row.groupchat_id === one.groupchat_id)),
  ];
  const choose = (chosen: number[]) => {
    setKept(known.filter((one) => chosen.includes(one.groupchat_id)));
    onChange(chosen);
  };
  return (
    <Select
      multiple
      filterable
      clearable
      filter={() => true}
      minCollapsedNum={8}
      value={value}
      options={known.map((one) => ({ value: one.groupchat_id, label: label(one) }))}
      loading={found.isFetching}
      placeholder={t('pickGroups')}
      empty={t('noGroups')}
      onSearch={setTyped}
      onChange={(chosen) => choose(chosen as number[])}
    />
  );
}

/** A group by name, owner and size: every shop has a group of that name. */
function useLabel(): (group: Groupchat) => string {
  const { t } = useWords(selectWords);
  const { t: word } = useWords(groupWords);
  return ({ groupchat_id, name, owner, customers, others }) =>
    [
      name === null || name === '' ? word('unnamed', { id: String(groupchat_id) }) : name,
      ...(owner === null ? [] : [owner.name]),
      t('people', { count: customers + others }),
    ].join(' · ');
}
