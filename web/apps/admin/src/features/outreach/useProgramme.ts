import { answer, api, type ProgrammeDraft, type ProgrammeState } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { PROGRAMMES_KEY } from './useProgrammes';

const programmeQuery = (id: number) =>
  queryOptions({
    queryKey: ['programme', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/programmes/{programme_id}', { params: { path: { programme_id: id } }, signal })),
  });

export const useProgramme = (id: number) => useQuery(programmeQuery(id));

/** Begin a programme (no id), or say another thing of one. */
export function useSaveProgramme(id: number | null) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ProgrammeDraft) =>
      id === null
        ? answer(api.POST('/api/programmes', { body }))
        : answer(api.PUT('/api/programmes/{programme_id}', { params: { path: { programme_id: id } }, body })),
    onSuccess: async (programme) => {
      cache.setQueryData(programmeQuery(programme.programme_id).queryKey, programme);
      await cache.invalidateQueries({ queryKey: PROGRAMMES_KEY });
    },
  });
}

/** Pause, resume or end a programme. */
export function useMoveProgramme(id: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (state: ProgrammeState) =>
      answer(
        api.POST('/api/programmes/{programme_id}/move', {
          params: { path: { programme_id: id } },
          body: { state },
        }),
      ),
    onSuccess: async (programme) => {
      cache.setQueryData(programmeQuery(id).queryKey, programme);
      await cache.invalidateQueries({ queryKey: PROGRAMMES_KEY });
    },
  });
}
