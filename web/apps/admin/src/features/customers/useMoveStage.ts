import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { stagesQuery } from '@/shared/stages';

import { customerQuery } from './useCustomer';
import { timelineQuery } from './useTimeline';

/** Move a customer to another stage, forward or back. */
export function useMoveStage(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (stage_id: number) =>
      answer(
        api.POST('/api/customers/{customer_id}/stage', {
          params: { path: { customer_id: id } },
          body: { stage_id },
        }),
      ),
    onSuccess: async (customer) => {
      cache.setQueryData(customerQuery(id).queryKey, customer);
      await cache.invalidateQueries({ queryKey: timelineQuery(id).queryKey });
      await cache.invalidateQueries({ queryKey: stagesQuery.queryKey });
    },
  });
}
