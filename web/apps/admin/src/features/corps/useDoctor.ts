import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: ({ signal }) => answer(api.GET('/api/doctor', { signal })),
  staleTime: 30_000,
});

/** The checks. Their details come in the reader's language, so each language is an answer of its own. */
export function useDoctor({ enabled = true }: { enabled?: boolean } = {}) {
  const { language } = useLanguage();
  return useQuery({ ...doctorQuery, queryKey: [...doctorQuery.queryKey, language], enabled });
}
