import { answer, api, type Definition } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';

import type { SegmentDraft } from './Editor';

const STILL_MS = 350;

/** The text of a draft, written once by the server when the view opens. */
export function useWrittenText(draft: SegmentDraft) {
  return useQuery({
    queryKey: ['segment-text-written', draft],
    queryFn: ({ signal }) => answer(api.POST('/api/segments/text/write', { body: draft, signal })),
    gcTime: 0,
    retry: false,
  });
}

/** What a text means once typing pauses, or its faults; `segmentId` is the segment that is edited. */
export function useReadText(text: string, segmentId: number | null) {
  const { language } = useLanguage();
  const asked = useDebounced(text, STILL_MS);
  const query = useQuery({
    queryKey: ['segment-text-read', asked, segmentId, language],
    queryFn: async ({ signal }) => {
      const read = await answer(
        api.POST('/api/segments/text', { body: { text: asked, segment_id: segmentId }, signal }),
      );
      return { ...read, asked, definition: read.definition as Definition | null };
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { ...query, current: query.data?.asked === text };
}
