import { answer, api, type OrderAudience, type OrderState, type WorkOrderDraft } from '@lingqu/api';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useDebounced } from '@/shared/query';
import type { Tone } from '@/shared/ui';

import { TASKS_KEY } from './useTasks';

const ORDERS_KEY = ['work-orders'];
const WHILE_OPENING_MS = 3_000;
const EVERY_MS = 15_000;
const STILL_MS = 250;

/** Every state of a work order; its word is `orderWords[state]`. */
export const ORDER_TONES: Record<OrderState, Tone> = {
  opening: 'running',
  open: 'running',
  over: 'good',
  cancelled: 'muted',
};

/** One page of the work orders, the newest first. */
export const useOrders = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...ORDERS_KEY, cursor],
    queryFn: ({ signal }) => answer(api.GET('/api/work-orders', { params: { query: { cursor } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });

const orderQuery = (id: number) =>
  queryOptions({
    queryKey: ['work-order', id],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/work-orders/{work_order_id}', { params: { path: { work_order_id: id } }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === 'opening' ? WHILE_OPENING_MS : EVERY_MS),
  });

/** One work order, looked at again while its page is open. */
export const useOrder = (id: number) => useQuery(orderQuery(id));

/** How many members and customers it would be about now: counted by the server, without keeping anything. */
export function useOrderSize(audience: OrderAudience | null) {
  const asked = useDebounced(audience, STILL_MS);
  return useQuery({
    queryKey: ['work-order-size', asked],
    queryFn: ({ signal }) => answer(api.POST('/api/work-orders/preview', { body: asked ?? {}, signal })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
}

/** Ask many members for the same; their tasks are opened at once. */
export function useCreateOrder() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: WorkOrderDraft) => answer(api.POST('/api/work-orders', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ORDERS_KEY }),
  });
}

export type OrderAct = 'remind' | 'cancel';

/** Remind whoever has not done it, or take back what is open. */
export function useOrderAct(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (act: OrderAct) => {
      const params = { params: { path: { work_order_id: id } } };
      if (act === 'remind') await answer(api.POST('/api/work-orders/{work_order_id}/remind', params));
      else await answer(api.POST('/api/work-orders/{work_order_id}/cancel', params));
    },
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: orderQuery(id).queryKey });
      await cache.invalidateQueries({ queryKey: ORDERS_KEY });
      await cache.invalidateQueries({ queryKey: TASKS_KEY });
    },
  });
}
