import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

export const groupchatQuery = (id: number) =>
  queryOptions({
    queryKey: ['groupchat', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/groupchats/{groupchat_id}', { params: { path: { groupchat_id: id } }, signal })),
  });

export const useGroupchat = (id: number) => useQuery(groupchatQuery(id));
