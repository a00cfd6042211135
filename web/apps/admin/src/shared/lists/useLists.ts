import { answer, api, type CustomerList } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const WHILE_FILLING_MS = 2_000;
const fills = (list: CustomerList) => list.filling_import_id !== null;

const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => answer(api.GET('/api/segments/lists', { signal })),
  refetchInterval: ({ state }) => (state.data?.items.some(fills) === true ? WHILE_FILLING_MS : false),
});

const listQuery = (id: number) =>
  queryOptions({
    queryKey: ['lists', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/segments/lists/{list_id}', { params: { path: { list_id: id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data !== undefined && fills(state.data) ? WHILE_FILLING_MS : false,
  });

/** All lists of customers; while a file is being taken in, they are looked at again. */
export const useLists = () => useQuery(listsQuery);

export const useList = (id: number) => useQuery(listQuery(id));

/** Make a list of a checked file, or let it replace the people of one. */
export function useMakeList() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ importId, name, list }: { importId: number; name: string; list: number | null }) =>
      list === null
        ? answer(api.POST('/api/segments/lists', { body: { name, import_id: importId } }))
        : answer(
            api.POST('/api/segments/lists/{list_id}/file', {
              params: { path: { list_id: list } },
              body: { import_id: importId },
            }),
          ),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['lists'] });
      await cache.invalidateQueries({ queryKey: ['segment-vocabulary'] });
      await cache.invalidateQueries({ queryKey: ['import'] });
    },
  });
}
