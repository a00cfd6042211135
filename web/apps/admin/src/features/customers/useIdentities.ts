import { answer, api } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const identitiesQuery = (id: number) =>
  queryOptions({
    queryKey: ['customer', id, 'identities'],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/identities', { params: { path: { customer_id: id } }, signal }),
      ),
  });

/** All that one customer is known by, and every merge with its reason. */
export const useIdentities = (id: number) => useQuery(identitiesQuery(id));

/** Take a merge back: both sides are again who they were. */
export function useUnmerge(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (merge_id: number) =>
      answer(
        api.POST('/api/customers/{customer_id}/unmerge', {
          params: { path: { customer_id: id } },
          body: { merge_id },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['customer', id] }),
  });
}

/** Let an identity out of quarantine: it joins those it was seen with. */
export function useRelease(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (identity_id: number) =>
      answer(api.POST('/api/identities/{identity_id}/release', { params: { path: { identity_id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['customer', id] }),
  });
}
