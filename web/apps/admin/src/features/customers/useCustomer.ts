import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/customers/{customer_id}', { params: { path: { customer_id: id } }, signal })),
  });

export const useCustomer = (id: number) => useQuery(customerQuery(id));
