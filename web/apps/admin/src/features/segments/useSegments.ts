import { answer, api, type Segment, type SegmentVersion } from '@lingqu/api';
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
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && (data.is_building || data.versions.some(isFiring)) ? WHILE_BUILDING_MS : false,
  });

export const useSegment = (id: number) => useQuery(segmentQuery(id, useLanguage().language));

/** Whether it is still being told who entered and left by a version. */
export const isFiring = ({ told, let_in, put_out }: SegmentVersion): boolean =>
  told !== null && told < (let_in ?? 0) + (put_out ?? 0);

export interface SegmentSave extends SegmentDraft {
  /** Whoever this lets in or puts out enters or leaves, as if data had changed. */
  fires: boolean;
}

/** Save a new segment (none given), or another name or meaning of one. */
export function useSaveSegment(was: Pick<Segment, 'segment_id' | 'version'> | null) {
  const cache = useQueryClient();
  const { language } = useLanguage();
  return useMutation({
    mutationFn: ({ name, definition, fires }: SegmentSave) =>
      was === null
        ? answer(api.POST('/api/segments', { body: { name, definition, fires } }))
        : answer(
            api.PUT('/api/segments/{segment_id}', {
              params: { path: { segment_id: was.segment_id } },
              body: { name, definition, fires, version: was.version },
            }),
          ),
    onSuccess: async (segment) => {
      cache.setQueryData(segmentQuery(segment.segment_id, language).queryKey, segment);
      await cache.invalidateQueries({ queryKey: ['segments'] });
      await cache.invalidateQueries({ queryKey: ['segment-vocabulary'] });
    },
  });
}
