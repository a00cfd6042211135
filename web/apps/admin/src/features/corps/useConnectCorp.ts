import { answer, api, type CorpDraft } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { sessionQuery } from '@/shared/session';

import { corpQuery } from './useCorp';
import { doctorQuery } from './useDoctor';

export function useConnectCorp() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: CorpDraft) => answer(api.POST('/api/corp', { body })),
    onSuccess: async (corp) => {
      cache.setQueryData(corpQuery.queryKey, corp);
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
      await cache.invalidateQueries({ queryKey: doctorQuery.queryKey });
    },
  });
}
