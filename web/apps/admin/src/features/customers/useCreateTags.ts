import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { tagsQuery } from '@/shared/tags';

/** Create tags in a group of that name, and the group when there is none. */
export function useCreateTags() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { group_name: string; names: string[] }) => answer(api.POST('/api/tags', { body })),
    onSuccess: (groups) => cache.setQueryData(tagsQuery.queryKey, groups),
  });
}
