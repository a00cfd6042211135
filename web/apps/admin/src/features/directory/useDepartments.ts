import { answer, api, type Department } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const departmentsQuery = queryOptions({
  queryKey: ['departments'],
  queryFn: ({ signal }) => answer(api.GET('/api/departments', { signal })),
  staleTime: 60_000,
});

export const useDepartments = () => useQuery(departmentsQuery);

export interface ShopMark {
  department: Department;
  is_shop: boolean;
}

/** Mark a department as a shop, or take the mark away. */
export function useMarkShop() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ department, is_shop }: ShopMark) =>
      answer(
        api.PUT('/api/departments/{department_id}/shop', {
          params: { path: { department_id: department.department_id } },
          body: { is_shop },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: departmentsQuery.queryKey }),
  });
}
