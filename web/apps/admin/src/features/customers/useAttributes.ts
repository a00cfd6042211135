import { answer, api, type AttributeType } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { customerQuery } from './useCustomer';
import { timelineQuery } from './useTimeline';

export type AttributeValue = string | number | boolean | string[] | null;

export interface NewAttribute {
  key: string;
  label: string;
  type: AttributeType;
}

const definitionsQuery = queryOptions({
  queryKey: ['attributes'],
  queryFn: ({ signal }) => answer(api.GET('/api/attributes', { signal })),
  staleTime: 60_000,
});

/** The fields that customers can have; a customer's own answer holds only those with a value. */
export const useAttributeDefinitions = () => useQuery(definitionsQuery);

/** Set one attribute of a customer; null takes the value away. */
export function useSetAttribute(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ key, value }: { key: string; value: AttributeValue }) =>
      answer(
        api.PUT('/api/customers/{customer_id}/attributes/{key}', {
          params: { path: { customer_id: id, key } },
          body: { value },
        }),
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
    mutationFn: (body: NewAttribute) => answer(api.POST('/api/attributes', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: definitionsQuery.queryKey }),
  });
}
