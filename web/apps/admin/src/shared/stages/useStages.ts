import { answer, api } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

export const stagesQuery = queryOptions({
  queryKey: ['stages'],
  queryFn: ({ signal }) => answer(api.GET('/api/stages', { signal })),
  staleTime: 60_000,
});

/** The corp's stages in its order, with how many people stand at each. */
export const useStages = () => useQuery(stagesQuery);
