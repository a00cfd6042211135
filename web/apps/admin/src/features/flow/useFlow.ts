import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

export const flowQuery = queryOptions({
  queryKey: ['flow'],
  queryFn: ({ signal }) => answer(api.GET('/api/flow', { signal })),
});

export const useFlow = () => useQuery(flowQuery);
