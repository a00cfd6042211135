import { answer, api } from '@lingqu/api';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

import type { DirectorySearch } from './search';

interface StaffPage extends DirectorySearch {
  cursor?: string | undefined;
}

const staffQuery = (asked: StaffPage) =>
  queryOptions({
    queryKey: ['staff', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/staff', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });

/** One page of the staff. */
export const useStaff = (asked: StaffPage) => useQuery(staffQuery(asked));
