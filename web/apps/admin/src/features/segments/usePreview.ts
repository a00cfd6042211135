import { answer, api, ApiError, type Definition } from '@lingqu/api';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';

import { isEmpty } from './tree';

const STILL_MS = 350;

const previewQuery = (definition: Definition, segmentId: number | null, language: string) =>
  queryOptions({
    queryKey: ['segment-preview', definition, segmentId, language],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/segments/preview', { body: { definition, segment_id: segmentId }, signal })),
    retry: false,
  });

/**
 * The definition tried out by the server once typing pauses; a newer question cancels the former.
 * `segmentId` is the segment that it is to become, null for a new one.
 */
export function usePreview(definition: Definition, segmentId: number | null) {
  const { language } = useLanguage();
  const asked = useDebounced(definition, STILL_MS);
  const query = useQuery({
    ...previewQuery(asked, segmentId, language),
    enabled: !isEmpty(asked),
    placeholderData: keepPreviousData,
  });
  return { ...query, asked, empty: isEmpty(definition), typing: asked !== definition };
}

/** Who would come and go if a segment became this. */
export const useForecast = (definition: Definition, segmentId: number) =>
  useQuery(previewQuery(definition, segmentId, useLanguage().language));

export interface Fault {
  /** Path in the definition, such as `$.of[2].count.n`. */
  place: string;
  message: string;
  fault: string;
}

/** The fault that a refusal names, null for any other error. */
export function faultOf(error: unknown): Fault | null {
  if (!(error instanceof ApiError) || error.code !== 'segments.bad_definition') return null;
  const { fault } = error.data;
  return { place: error.place ?? '$', message: error.message, fault: typeof fault === 'string' ? fault : '' };
}
