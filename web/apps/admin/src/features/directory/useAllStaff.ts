import { answer, api, type Staff } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';

const LIMIT = 200;

/** The whole staff, page after page: a select needs the names of those already chosen. */
const allStaffQuery = queryOptions({
  queryKey: ['staff', 'all'],
  queryFn: async ({ signal }) => {
    const all: Staff[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: LIMIT, cursor };
      const page = await answer(api.GET('/api/staff', { params: { query }, signal }));
      all.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return all;
  },
  staleTime: 300_000,
});

export const useAllStaff = () => useQuery(allStaffQuery);
