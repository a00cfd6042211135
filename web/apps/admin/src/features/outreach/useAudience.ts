import { answer, api, type TagMatch } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { useDebounced } from '@/shared/query';

/** Who a broadcast would reach now: counted by the server, without keeping anything. */
export function useAudience(tagIds: number[], tagMatch: TagMatch) {
  const asked = useDebounced(tagIds, 250);
  return useQuery({
    queryKey: ['audience', asked, tagMatch],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/broadcasts/preview', { body: { tag_ids: asked, tag_match: tagMatch }, signal })),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  });
}
