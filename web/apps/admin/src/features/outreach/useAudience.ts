import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useDebounced } from '@/shared/query';

import type { Target } from './audience';

const STILL_MS = 250;

/** Who a broadcast to customers would reach now: counted by the server, without keeping anything. */
export function useAudience(target: Target | null) {
  const asked = useDebounced(target?.to === 'customers' ? target.choice : null, STILL_MS);
  return useQuery({
    queryKey: ['audience', asked],
    queryFn: ({ signal }) => answer(api.POST('/api/broadcasts/preview', { body: asked ?? {}, signal })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
}

/** Which groups a broadcast into customer groups would reach now. */
export function useGroupsPreview(target: Target | null) {
  const asked = useDebounced(target?.to === 'groups' ? target.groups : null, STILL_MS);
  return useQuery({
    queryKey: ['groups-preview', asked],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/broadcasts/groups/preview', { body: asked ?? {}, signal })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
}
