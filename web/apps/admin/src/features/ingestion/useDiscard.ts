import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { DEAD_LETTERS_KEY } from './useDeadLetters';

/** Throw one dead letter away for good. */
export function useDiscard() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE('/api/dead-letters/{dead_letter_id}', { params: { path: { dead_letter_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  });
}
