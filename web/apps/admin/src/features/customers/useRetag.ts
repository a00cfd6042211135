import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { customerQuery } from './useCustomer';
import { timelineQuery } from './useTimeline';

export interface Retag {
  staff_id: number;
  grant: number[];
  withdraw: number[];
}

/** Grant and withdraw tags on one relation. Counts here at once; WeCom is told in the background. */
export function useRetag(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Retag) =>
      answer(api.POST('/api/customers/{customer_id}/tags', { params: { path: { customer_id: id } }, body })),
    onSuccess: async (customer) => {
      cache.setQueryData(customerQuery(id).queryKey, customer);
      await cache.invalidateQueries({ queryKey: timelineQuery(id).queryKey });
    },
  });
}
