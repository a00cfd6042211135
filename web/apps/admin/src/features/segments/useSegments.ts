import { answer, api, type Segment } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';

import type { SegmentDraft } from './Editor';

const WHILE_BUILDING_MS = 3_000;

/** All segments; while members are being found, they are looked at again. */
export function useSegments() {
  const { language } = useLanguage();
  return useQuery({
    queryKey: ['segments', language],
    queryFn: ({ signal }) => answer(api.GET('/api/segments', { signal })),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.is_building) === true ? WHILE_BUILDING_MS : false,
  });
}

const segmentQuery = (id: number, language: string) =>
  queryOptions({
    queryKey: ['segment', id, language],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/segments/{segment_id}', { params: { path: { segment_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.is_building === true ? WHILE_BUILDING_MS : false),
  });

export const useSegment = (id: number) => useQuery(segmentQuery(id, useLanguage().language));

/** Save a new segment (none given), or another name or meaning of one. */
export function useSaveSegment(was: Pick<Segment, 'segment_id' | 'version'> | null) {
  const cache = useQueryClient();
  const { language } = useLanguage();
  return useMutation({
    mutationFn: ({ name, definition }: SegmentDraft) =>
      was === null
        ? answer(api.POST('/api/segments', { body: { name, definition } }))
        : answer(
            api.PUT('/api/segments/{segment_id}', {
              params: { path: { segment_id: was.segment_id } },
              body: { name, definition, version: was.version },
            }),
          ),
    onSuccess: async (segment) => {
      cache.setQueryData(segmentQuery(segment.segment_id, language).queryKey, segment);
      await cache.invalidateQueries({ queryKey: ['segments'] });
      await cache.invalidateQueries({ queryKey: ['segment-vocabulary'] });
    },
  });
}
