import { answer, api, type ColumnMap, type Import, type ImportKind, uploadTable } from '@lingqu/api';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { MOVING } from './states';

const WHILE_MOVING_MS = 1_000;

/** A page of imports; while one of them moves, they are looked at again. */
export const useImports = (cursor: string | undefined) =>
  useQuery({
    queryKey: ['imports', cursor],
    queryFn: ({ signal }) => answer(api.GET('/api/imports', { params: { query: { cursor } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => MOVING.has(one.state)) === true ? WHILE_MOVING_MS : false,
  });

const path = (id: number) => ({ path: { import_id: id } });

const importQuery = (id: number) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => answer(api.GET('/api/imports/{import_id}', { params: path(id), signal })),
    refetchInterval: ({ state }) =>
      state.data !== undefined && MOVING.has(state.data.state) ? WHILE_MOVING_MS : false,
  });

export const useImport = (id: number) => useQuery(importQuery(id));

/** The first rows as they stand in the file. */
export const useRows = (id: number) =>
  useQuery({
    queryKey: ['import-rows', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/imports/{import_id}/preview', { params: path(id), signal })),
  });

/** Keep a mapping, and what it makes of the first rows: the server previews what it keeps. */
export const useTried = (id: number, map: ColumnMap) =>
  useQuery({
    queryKey: ['import-tried', id, map],
    queryFn: async ({ signal }) => {
      await answer(api.PUT('/api/imports/{import_id}/mapping', { params: path(id), body: map }));
      return answer(api.GET('/api/imports/{import_id}/preview', { params: path(id), signal }));
    },
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });

/** An act on an import; the answer is its new state. */
function useAct<Told>(id: number, act: (told: Told) => Promise<Import>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (now) => {
      cache.setQueryData(importQuery(id).queryKey, now);
      await cache.invalidateQueries({ queryKey: ['imports'] });
    },
  });
}

/** Keep the mapping as it is now, and have every row checked. */
export const useCheck = (id: number) =>
  useAct(id, async (map: ColumnMap) => {
    await answer(api.PUT('/api/imports/{import_id}/mapping', { params: path(id), body: map }));
    return answer(api.POST('/api/imports/{import_id}/check', { params: path(id) }));
  });

/** Back from what was checked to its columns. */
export const useRemap = (id: number) =>
  useAct(id, (map: ColumnMap) =>
    answer(api.PUT('/api/imports/{import_id}/mapping', { params: path(id), body: map })),
  );

export const useStart = (id: number) =>
  useAct<undefined>(id, () => answer(api.POST('/api/imports/{import_id}/start', { params: path(id) })));

export const useCancel = (id: number) =>
  useAct<undefined>(id, () => answer(api.POST('/api/imports/{import_id}/cancel', { params: path(id) })));

interface Uploaded {
  file: File;
  kind: ImportKind;
  onShare: (share: number) => void;
}

/** Upload a file; answers the import that was begun. */
export function useUploadTable() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, kind, onShare }: Uploaded) =>
      (await uploadTable(file, kind, onShare)) as Import,
    onSuccess: () => cache.invalidateQueries({ queryKey: ['imports'] }),
  });
}
