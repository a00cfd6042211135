import { answer, api, type CustomerFilter } from '@lingqu/api';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

const customersQuery = (asked: CustomerFilter & { cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['customers', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/customers', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });

/** One page of the customers that pass the filter. */
export const useCustomers = (asked: CustomerFilter & { cursor?: string | undefined }) =>
  useQuery(customersQuery(asked));
