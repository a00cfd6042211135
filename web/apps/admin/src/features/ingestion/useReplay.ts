import { answer, api, type DeadLetterKind } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { DEAD_LETTERS_KEY } from './useDeadLetters';

/** Put one dead letter back in line. */
export function useReplay() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(api.POST('/api/dead-letters/{id}/replay', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  });
}

/** Put all of a kind (or all) back in line; answers how many. */
export function useReplayAll() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (kind: DeadLetterKind | undefined) =>
      answer(api.POST('/api/dead-letters/replay', { body: { kind } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  });
}
