import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => answer(api.GET('/api/customers/{id}', { params: { path: { id } }, signal })),
  });

export const useCustomer = (id: number) => useQuery(customerQuery(id));
