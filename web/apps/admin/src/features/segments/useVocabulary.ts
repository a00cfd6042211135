import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';

/** What a definition may name, in the reader's language. */
export function useVocabulary() {
  const { language } = useLanguage();
  return useQuery({
    queryKey: ['segment-vocabulary', language],
    queryFn: ({ signal }) => answer(api.GET('/api/segments/vocabulary', { signal })),
    staleTime: 60_000,
  });
}
