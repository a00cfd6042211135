import { answer, api, type Credentials } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { adoptSession, sessionQuery } from '@/shared/session';

export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Credentials) => adoptSession(await answer(api.POST('/api/session', { body }))),
    onSuccess: (session) => cache.setQueryData(sessionQuery.queryKey, session),
  });
}
