import { answer, api, type DeadLetterKind } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

export const DEAD_LETTERS_KEY = ['dead-letters'];

interface Asked {
  kind: DeadLetterKind;
  cursor: string | undefined;
}

/** One page of what could not be done. */
export const useDeadLetters = (asked: Asked) =>
  useQuery({
    queryKey: [...DEAD_LETTERS_KEY, asked],
    queryFn: ({ signal }) => answer(api.GET('/api/dead-letters', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
