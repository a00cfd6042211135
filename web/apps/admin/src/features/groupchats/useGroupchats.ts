import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { GroupchatFilter } from './search';

export const GROUPCHATS_KEY = ['groupchats'];

/** One page of the groups that pass the filter, the newest first. */
export const useGroupchats = (asked: GroupchatFilter & { cursor?: string | undefined }) =>
  useQuery({
    queryKey: [...GROUPCHATS_KEY, asked],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/groupchats', { params: { query: { life: 'live', ...asked } }, signal })),
    placeholderData: keepPreviousData,
  });
