import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { DeliveryFilter } from './search';

const DELIVERIES_KEY = ['deliveries'];

/** One page of the corp's deliveries, the last planned first. */
export const useDeliveries = (filter: DeliveryFilter, cursor: string | undefined) =>
  useQuery({
    queryKey: [...DELIVERIES_KEY, 'page', filter, cursor],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/deliveries', { params: { query: { ...filter, cursor } }, signal })),
    placeholderData: keepPreviousData,
  });

/** What became of how many, and why; whichever state or reason is looked at. */
export function useDeliverySummary(filter: DeliveryFilter) {
  const asked = { ...filter, state: undefined, reason: undefined };
  return useQuery({
    queryKey: [...DELIVERIES_KEY, 'summary', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/deliveries/summary', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
}
