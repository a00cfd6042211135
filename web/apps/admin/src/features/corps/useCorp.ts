import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

export const corpQuery = queryOptions({
  queryKey: ['corp'],
  queryFn: ({ signal }) => answer(api.GET('/api/corp', { signal })),
  refetchInterval: 15_000,
});

/** The corp's connection, looked at anew every 15 s: the first callback arrives when WeCom sends it. */
export const useCorp = () => useQuery(corpQuery);
