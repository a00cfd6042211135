import { answer, api } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { groupchatQuery } from './useGroupchat';
import { GROUPCHATS_KEY } from './useGroupchats';

const tagsQuery = queryOptions({
  queryKey: ['groupchat-tags'],
  queryFn: ({ signal }) => answer(api.GET('/api/groupchat-tags', { signal })),
});

/** Our tags on groups, with how many groups have each. */
export const useGroupchatTags = () => useQuery(tagsQuery);

/** Create a tag; one of that name that is there stays. */
export function useCreateGroupchatTag() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/groupchat-tags', { body: { name } })),
    onSuccess: (tags) => cache.setQueryData(tagsQuery.queryKey, tags),
  });
}

/** Delete a tag; groups lose it. */
export function useDeleteGroupchatTag() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (tagId: number) =>
      answer(api.DELETE('/api/groupchat-tags/{tag_id}', { params: { path: { tag_id: tagId } } })),
    onSuccess: async (tags) => {
      cache.setQueryData(tagsQuery.queryKey, tags);
      await cache.invalidateQueries({ queryKey: GROUPCHATS_KEY });
    },
  });
}

/** Put tags on a group and take tags off it. */
export function useTagGroupchat(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { grant: number[]; withdraw: number[] }) =>
      answer(
        api.POST('/api/groupchats/{groupchat_id}/tags', { params: { path: { groupchat_id: id } }, body }),
      ),
    onSuccess: async (group) => {
      cache.setQueryData(groupchatQuery(id).queryKey, group);
      await cache.invalidateQueries({ queryKey: tagsQuery.queryKey });
      await cache.invalidateQueries({ queryKey: GROUPCHATS_KEY });
    },
  });
}
