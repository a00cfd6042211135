import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { DEAD_LETTERS_KEY } from './useDeadLetters';

/** Throw one dead letter away for good. */
export function useDiscard() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/dead-letters/{id}', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  });
}
