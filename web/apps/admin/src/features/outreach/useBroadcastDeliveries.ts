import { answer, api, type DeliveryState } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

interface Asked {
  state: DeliveryState | undefined;
  taken_out: boolean | undefined;
  cursor: string | undefined;
}

/** One page of a broadcast's results, customer by customer. */
export const useBroadcastDeliveries = (id: number, asked: Asked) =>
  useQuery({
    queryKey: ['broadcast', id, 'deliveries', asked],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/broadcasts/{broadcast_id}/deliveries', {
          params: { path: { broadcast_id: id }, query: asked },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
