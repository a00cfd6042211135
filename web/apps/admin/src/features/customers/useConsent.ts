import type { ConsentDraft, SuppressionDraft } from '@lingqu/api';
import { answer, api } from '@lingqu/api';
import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';

import { timelineQuery } from './useTimeline';

const consentQuery = (id: number) =>
  queryOptions({
    queryKey: ['customer', id, 'consent'],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/consent', { params: { path: { customer_id: id } }, signal }),
      ),
  });

const ledgerQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['customer', id, 'consent', 'ledger'],
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/consent/ledger', {
          params: { path: { customer_id: id }, query: { cursor, limit: 20 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** What may be sent to one customer, and how we leave them in peace. */
export const useConsent = (id: number) => useQuery(consentQuery(id));

/** All that one customer said, the last said first, page after page. */
export const useConsentLedger = (id: number) => useInfiniteQuery(ledgerQuery(id));

function useAfter(id: number) {
  const cache = useQueryClient();
  return async () => {
    await cache.invalidateQueries({ queryKey: consentQuery(id).queryKey });
    await cache.invalidateQueries({ queryKey: timelineQuery(id).queryKey });
  };
}

/** Record what the customer said to somebody of the corp. */
export function useRecordConsent(id: number) {
  const onSuccess = useAfter(id);
  return useMutation({
    mutationFn: (body: ConsentDraft) =>
      answer(
        api.POST('/api/customers/{customer_id}/consent', { params: { path: { customer_id: id } }, body }),
      ),
    onSuccess,
  });
}

/** Leave the customer in peace. */
export function useSuppress(id: number) {
  const onSuccess = useAfter(id);
  return useMutation({
    mutationFn: (body: SuppressionDraft) =>
      answer(
        api.POST('/api/customers/{customer_id}/suppressions', {
          params: { path: { customer_id: id } },
          body,
        }),
      ),
    onSuccess,
  });
}

/** End a suppression. */
export function useLift(id: number) {
  const onSuccess = useAfter(id);
  return useMutation({
    mutationFn: (suppression_id: number) =>
      answer(
        api.POST('/api/customers/{customer_id}/suppressions/{suppression_id}/lift', {
          params: { path: { customer_id: id, suppression_id } },
        }),
      ),
    onSuccess,
  });
}
