import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

/** What one customer has bought, with the newest orders. */
export const usePurchases = (id: number) =>
  useQuery({
    queryKey: ['customer', id, 'orders'],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/orders', { params: { path: { customer_id: id } }, signal }),
      ),
  });
