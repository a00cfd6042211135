import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const PROGRAMMES_KEY = ['programmes'];
const MANY = 200;

/** One page of the programmes, newest first. */
export const useProgrammes = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...PROGRAMMES_KEY, cursor],
    queryFn: ({ signal }) => answer(api.GET('/api/programmes', { params: { query: { cursor } }, signal })),
    placeholderData: keepPreviousData,
  });

/** The latest programmes, to choose one. */
export const useLatestProgrammes = () =>
  useQuery({
    queryKey: [...PROGRAMMES_KEY, 'latest'],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/programmes', { params: { query: { limit: MANY } }, signal })),
  });
