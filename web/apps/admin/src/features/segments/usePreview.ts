import { answer, api, ApiError, type Definition } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useLanguage } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';

import { isEmpty } from './tree';

const STILL_MS = 350;

/** The definition tried out by the server once typing pauses; a newer question cancels the former. */
export function usePreview(definition: Definition) {
  const { language } = useLanguage();
  const asked = useDebounced(definition, STILL_MS);
  const query = useQuery({
    queryKey: ['segment-preview', asked, language],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/segments/preview', { body: { definition: asked }, signal })),
    enabled: !isEmpty(asked),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { ...query, asked, empty: isEmpty(definition), typing: asked !== definition };
}

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
