import { answer, api, type SegmentRow } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

const KEPT_MS = 60_000;

const namesIn = ({ items }: { items: SegmentRow[] }) =>
  new Map(items.map(({ segment_id, name }) => [segment_id, name]));

/** Names of all segments by number; asked once by whoever needs them, and not before somebody does. */
export const useSegmentNames = (enabled = true) =>
  useQuery({
    queryKey: ['segments', 'names'],
    queryFn: ({ signal }) => answer(api.GET('/api/segments', { signal })),
    select: namesIn,
    staleTime: KEPT_MS,
    enabled,
  });
