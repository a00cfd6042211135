import type { Department } from '@lingqu/api';
import { useMemo } from 'react';

import { useDepartments } from '@/features/directory';
import { useChannelNames } from '@/shared/channels';
import { useStages } from '@/shared/stages';
import { useTags } from '@/shared/tags';

import type { Option } from './Picks';
import { useVocabulary } from './useVocabulary';

const NONE: Department[] = [];

/**
 * Departments by name, one list that the keyboard walks. Their path is told where a name stands for several:
 * every city has its flagship shop.
 */
export function useDepartmentOptions(): Option<number>[] {
  const departments = useDepartments().data?.items ?? NONE;
  return useMemo(() => {
    const parents = new Map(departments.map((one) => [one.department_id, one]));
    const shared = new Set<string>();
    const seen = new Set<string>();
    for (const { name } of departments) (seen.has(name) ? shared : seen).add(name);
    return departments.map(({ department_id, name, parent_id }) => {
      const above = parent_id === null ? undefined : parents.get(parent_id)?.name;
      return {
        value: department_id,
        label: shared.has(name) && above !== undefined ? `${above} / ${name}` : name,
      };
    });
  }, [departments]);
}

/** What the numbers of a property stand for, where they stand for something with a name; else null. */
export function useNamedValues(event: string, key: string): Option<number>[] | null {
  const channels = useChannelNames().data ?? [];
  const groups = useTags().data?.items ?? [];
  const departments = useDepartmentOptions();
  const stages = useStages().data?.items ?? [];
  const chats = useVocabulary().data?.groupchats ?? [];
  switch (key) {
    case 'channel_id':
      return channels.map(({ channel_id, name }) => ({ value: channel_id, label: name }));
    case 'tag_id':
      return groups.flatMap((group) =>
        group.tags.map((tag) => ({ value: tag.tag_id, label: `${group.name} / ${tag.name}` })),
      );
    case 'groupchat_id':
      return chats.map(({ id, name }) => ({ value: id, label: name || `#${id}` }));
  }
  // Words that a corp's own events may mean otherwise.
  if (key === 'shop' && event.startsWith('order.')) return departments;
  if ((key === 'from' || key === 'to') && event === 'stage.changed')
    return stages.map(({ stage_id, name }) => ({ value: stage_id, label: name }));
  return null;
}
