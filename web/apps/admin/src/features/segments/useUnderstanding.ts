import { answer, api, type Definition, type Segment } from '@lingqu/api';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';

const KEPT_MS = 30_000;

/** How many were members on each of the last days. */
export const useSizes = (id: number, days: number) =>
  useQuery({
    queryKey: ['segment-sizes', id, days],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/segments/{segment_id}/sizes', {
          params: { path: { segment_id: id }, query: { days } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: KEPT_MS,
  });

/** How many members of a segment are in each other one. */
export const useOverlaps = (id: number) =>
  useQuery({
    queryKey: ['segment-overlap', id],
    queryFn: ({ signal }) => answer(api.POST('/api/segments/overlap', { body: { segment_id: id }, signal })),
    staleTime: KEPT_MS,
  });

/** How many of those whom a definition means are in each other segment; `id` is the segment it is to become. */
export const useTrialOverlaps = (definition: Definition, id: number | null, enabled: boolean) =>
  useQuery({
    queryKey: ['segment-overlap', id, definition],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/segments/overlap', { body: { segment_id: id, definition }, signal })),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: KEPT_MS,
  });

/** Two versions laid over each other. */
export function useChanges(id: number, version: number, since: number) {
  const { language } = useLanguage();
  return useQuery({
    queryKey: ['segment-changes', id, version, since, language],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/segments/{segment_id}/versions/{version}/changes', {
          params: { path: { segment_id: id, version }, query: { since } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Put a segment away. */
export function useArchiveSegment({ segment_id }: Pick<Segment, 'segment_id'>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(api.POST('/api/segments/{segment_id}/archive', { params: { path: { segment_id } } })),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['segments'] });
      await cache.invalidateQueries({ queryKey: ['segment', segment_id] });
      await cache.invalidateQueries({ queryKey: ['segment-vocabulary'] });
    },
  });
}
