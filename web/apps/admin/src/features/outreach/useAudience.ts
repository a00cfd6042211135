import { answer, api, type AudienceChoice } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useDebounced } from '@/shared/query';

const STILL_MS = 250;

/** Who a broadcast would reach now: counted by the server, without keeping anything. */
export function useAudience(chosen: AudienceChoice | null) {
  const asked = useDebounced(chosen, STILL_MS);
  return useQuery({
    queryKey: ['audience', asked],
    queryFn: ({ signal }) => answer(api.POST('/api/broadcasts/preview', { body: asked ?? {}, signal })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
}
