import { answer, api } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

const MANY = 200;

/** The latest programmes, to choose one: of a broadcast, of a filter. */
export const useLatestProgrammes = () =>
  useQuery({
    queryKey: ['programmes', 'latest'],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/programmes', { params: { query: { limit: MANY } }, signal })),
  });
