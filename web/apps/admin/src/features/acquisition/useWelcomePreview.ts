import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useDebounced } from '@/shared/query';

interface Written {
  text: string;
  fallback_text: string | null;
}

/** The greeting rendered by the server for an example customer, once typing pauses. */
export function useWelcomePreview({ text, fallback_text }: Written) {
  const asked = useDebounced(text, 300);
  const askedFallback = useDebounced(fallback_text, 300);
  return useQuery({
    queryKey: ['welcome-preview', asked, askedFallback],
    queryFn: ({ signal }) =>
      answer(
        api.POST('/api/channels/preview', { body: { text: asked, fallback_text: askedFallback }, signal }),
      ),
    placeholderData: keepPreviousData,
    enabled: asked.trim() !== '',
    staleTime: Infinity,
  });
}
