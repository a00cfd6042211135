import { answer, api, type DeadLetterKind } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { DEAD_LETTERS_KEY } from './useDeadLetters';

/** Put one dead letter back in line. */
export function useReplay() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(
        api.POST('/api/dead-letters/{dead_letter_id}/replay', { params: { path: { dead_letter_id: id } } }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  });
}

/** Put all of a kind back in line; answers how many. */
export function useReplayAll() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (kind: DeadLetterKind) => answer(api.POST('/api/dead-letters/replay', { body: { kind } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  });
}
