import type { ReactNode } from 'react';

import { Failure } from './Notice';
import { Waiting } from './Waiting';

/** The part of a query's result that a place on the page needs. */
export interface Fetched<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface ResourceProps<Data> {
  query: Fetched<Data>;
  /** Shown until the first answer, of the content's own height, so that nothing jumps. */
  waiting?: ReactNode;
  /** What to show for an answer without content; `false` when it has some. */
  empty?: (data: Data) => ReactNode;
  children: (data: Data) => ReactNode;
}

/** The states every list and page has: loading, no permission, error, empty, content. */
export function Resource<Data>({ query, waiting, empty, children }: ResourceProps<Data>) {
  if (query.data !== undefined) {
    const nothing = empty?.(query.data) ?? false;
    return nothing === false ? children(query.data) : nothing;
  }
  if (query.error !== null && query.error !== undefined) {
    return <Failure error={query.error} retry={() => void query.refetch()} />;
  }
  return waiting ?? <Waiting rows={6} />;
}
