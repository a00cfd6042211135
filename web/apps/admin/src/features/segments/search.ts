import { idOf } from '@/shared/query/search';

/** A new segment may begin with those on a list. */
export const newSegmentSearch = (raw: Record<string, unknown>): { list?: number | undefined } => ({
  list: idOf(raw, 'list'),
});
