import { ApiError } from '@lingqu/api';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { sessionQuery } from '@/shared/session';

/** A lost session is noticed by whatever asks first; the gate then asks the reader to sign in. */
function noticeSignedOut(error: Error): void {
  if (error instanceof ApiError && error.status === 401 && error.code === 'session.required') {
    void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }
}

/** Worth asking again: nothing answered, or the server failed. A refusal stays a refusal. */
const mayPass = (error: Error) => error instanceof ApiError && (error.status === 0 || error.status >= 500);

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 1 && mayPass(error),
      retryDelay: 600,
      staleTime: 5_000,
      refetchOnWindowFocus: false,
    },
  },
});
