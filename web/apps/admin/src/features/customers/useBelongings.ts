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

/** All segments by name, to ask why somebody is in none of them. */
export const useSegmentNames = () =>
  useQuery({
    queryKey: ['segments', 'names'],
    queryFn: ({ signal }) => answer(api.GET('/api/segments', { signal })),
    select: ({ items }) => items.map(({ segment_id, name }) => ({ segment_id, name })),
    staleTime: 60_000,
  });
