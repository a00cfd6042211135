import { answer, api, type ImportTemplateDraft } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const templatesQuery = queryOptions({
  queryKey: ['import-templates'],
  queryFn: ({ signal }) => answer(api.GET('/api/import-templates', { signal })),
  staleTime: 60_000,
});

/** Every template, a corp's own first. */
export const useTemplates = () => useQuery(templatesQuery);

export function useSaveTemplate() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ImportTemplateDraft) => answer(api.POST('/api/import-templates', { body })),
    onSuccess: (all) => cache.setQueryData(templatesQuery.queryKey, all),
  });
}
