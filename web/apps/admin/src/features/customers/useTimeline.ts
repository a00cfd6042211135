import { answer, api } from '@lingqu/api';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';

export const timelineQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: ['customer', id, 'timeline'],
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(
        api.GET('/api/customers/{customer_id}/timeline', {
          params: { path: { customer_id: id }, query: { cursor } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** What happened with one customer, newest first, page after page. */
export const useTimeline = (id: number) => useInfiniteQuery(timelineQuery(id));
