import { answer, api, type AttributeKind } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { customerQuery } from './useCustomer';
import { timelineQuery } from './useTimeline';

/** Set one attribute of a customer; null takes the value away. */
export function useSetAttribute(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ key, value }: { key: string; value: unknown }) =>
      answer(
        api.PUT('/api/customers/{id}/attributes/{key}', { params: { path: { id, key } }, body: { value } }),
      ),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: customerQuery(id).queryKey });
      await cache.invalidateQueries({ queryKey: timelineQuery(id).queryKey });
    },
  });
}

/** Define an attribute for all customers. */
export function useDefineAttribute() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: AttributeKind) => answer(api.POST('/api/attributes', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['customer'] }),
  });
}
