import { answer, api, type Definition } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';

/** What to explain: a saved segment, or a definition while it is written. */
export type Asked = { segment_id: number } | { definition: Definition };

/** Why one customer fits, or does not; asks nothing while there is no customer. */
export function useExplain(asked: Asked, customerId: number | null) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: ['explain', asked, customerId, language],
    queryFn: async ({ signal }) => {
      const customer_ids = customerId === null ? [] : [customerId];
      return answer(api.POST('/api/segments/explain', { body: { ...asked, customer_ids }, signal }));
    },
    enabled: customerId !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
  });
}
