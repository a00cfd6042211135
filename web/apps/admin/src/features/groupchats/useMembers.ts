import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

/** One page of who is in a group, or of who was, the last joined first. */
export const useMembers = (
  id: number,
  { present, cursor }: { present: boolean; cursor: string | undefined },
) =>
  useQuery({
    queryKey: ['groupchat', id, 'members', present, cursor],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/groupchats/{groupchat_id}/members', {
          params: { path: { groupchat_id: id }, query: { present, cursor } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
