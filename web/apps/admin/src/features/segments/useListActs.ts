import { answer, api } from '@lingqu/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';

const path = (id: number) => ({ path: { list_id: id } });

/** An act on a list; all that is shown of lists is read anew after it. */
function useAct<Told>(act: (told: Told) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['lists'] });
      await cache.invalidateQueries({ queryKey: ['segment-vocabulary'] });
    },
  });
}

export const useRenameList = (id: number) =>
  useAct((name: string) =>
    answer(api.PUT('/api/segments/lists/{list_id}', { params: path(id), body: { name } })),
  );

export const useMatchList = (id: number) =>
  useAct<undefined>(() => answer(api.POST('/api/segments/lists/{list_id}/match', { params: path(id) })));

export const useArchiveList = (id: number) =>
  useAct<undefined>(() => answer(api.POST('/api/segments/lists/{list_id}/archive', { params: path(id) })));
