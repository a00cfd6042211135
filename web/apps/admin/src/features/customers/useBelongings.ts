import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

/** The segments that one customer is a member of. */
export const useBelongings = (id: number) =>
  useQuery({
    queryKey: ['customer', id, 'segments'],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/segments', { params: { path: { customer_id: id } }, signal }),
      ),
  });
