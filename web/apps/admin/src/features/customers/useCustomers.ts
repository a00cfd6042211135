import { answer, api } from '@lingqu/api';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

import type { CustomerFilter } from './search';

const customersQuery = (asked: CustomerFilter & { cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['customers', asked],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/customers', { params: { query: { relation: 'any', ...asked } }, signal })),
    placeholderData: keepPreviousData,
  });

/** One page of the customers that pass the filter. */
export const useCustomers = (asked: CustomerFilter & { cursor?: string | undefined }) =>
  useQuery(customersQuery(asked));
