import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { customerQuery } from './useCustomer';
import { timelineQuery } from './useTimeline';

/** Change the remark that one member has on the customer. */
export function useRemark(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { staff_id: number; remark: string }) =>
      answer(api.PUT('/api/customers/{customer_id}/remark', { params: { path: { customer_id: id } }, body })),
    onSuccess: async (customer) => {
      cache.setQueryData(customerQuery(id).queryKey, customer);
      await cache.invalidateQueries({ queryKey: timelineQuery(id).queryKey });
    },
  });
}
