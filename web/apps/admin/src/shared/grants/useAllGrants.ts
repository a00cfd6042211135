import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

/** What all segments give: which tags are automatic. */
export const useAllGrants = () =>
  useQuery({
    queryKey: ['all-grants'],
    queryFn: ({ signal }) => answer(api.GET('/api/grants', { signal })),
    staleTime: 60_000,
  });
