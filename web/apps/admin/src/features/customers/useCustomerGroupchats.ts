import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

/** The times one customer is and was in groups, those of now first. */
export const useCustomerGroupchats = (id: number) =>
  useQuery({
    queryKey: ['customer', id, 'groupchats'],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/groupchats', {
          params: { path: { customer_id: id } },
          signal,
        }),
      ),
  });
