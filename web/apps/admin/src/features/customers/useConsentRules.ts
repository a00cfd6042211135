import { answer, api } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const rulesQuery = queryOptions({
  queryKey: ['consent', 'rules'],
  queryFn: ({ signal }) => answer(api.GET('/api/consent/rules', { signal })),
});

/** Whether silence means yes, by purpose, and where customers set their own preferences. */
export const useConsentRules = () => useQuery(rulesQuery);

/** Write for both purposes whether silence means yes. */
export function useWriteConsentRules() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { service: boolean; marketing: boolean }) =>
      answer(api.PUT('/api/consent/rules', { body })),
    onSuccess: (written) => cache.setQueryData(rulesQuery.queryKey, written),
  });
}
