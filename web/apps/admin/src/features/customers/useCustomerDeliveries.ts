import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

/** What was sent to one customer, or was not and why; newest first. */
export const useCustomerDeliveries = (id: number, cursor: string | undefined) =>
  useQuery({
    queryKey: ['customer', id, 'deliveries', cursor],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/deliveries', {
          params: { path: { customer_id: id }, query: { cursor } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
