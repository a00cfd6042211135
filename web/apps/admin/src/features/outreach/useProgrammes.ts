import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const PROGRAMMES_KEY = ['programmes'];

/** One page of the programmes, newest first. */
export const useProgrammes = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...PROGRAMMES_KEY, cursor],
    queryFn: ({ signal }) => answer(api.GET('/api/programmes', { params: { query: { cursor } }, signal })),
    placeholderData: keepPreviousData,
  });
