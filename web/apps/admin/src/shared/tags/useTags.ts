import { answer, api, type TagGroup } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: ({ signal }) => answer(api.GET('/api/tags', { signal })),
  staleTime: 60_000,
});

/** All corp tags by group. Asked once by whoever needs names: facts carry ids only. */
export const useTags = () => useQuery(tagsQuery);

const NONE: TagGroup[] = [];

/** tag_id → name. */
export function useTagNames(): ReadonlyMap<number, string> {
  const groups = useTags().data?.items ?? NONE;
  return useMemo(
    () => new Map(groups.flatMap((group) => group.tags.map((tag) => [tag.tag_id, tag.name] as const))),
    [groups],
  );
}
