import type { ImportKind } from '@lingqu/api';

import { idOf, oneOf } from '@/shared/query/search';

export const KINDS = ['orders', 'members', 'people'] as const satisfies readonly ImportKind[];

export interface NewImportSearch {
  kind?: ImportKind | undefined;
  /** The list whose people the file is to replace. */
  list?: number | undefined;
}

export const newImportSearch = (raw: Record<string, unknown>): NewImportSearch => ({
  kind: oneOf(raw, 'kind', KINDS),
  list: idOf(raw, 'list'),
});

export const importSearch = (raw: Record<string, unknown>): Pick<NewImportSearch, 'list'> => ({
  list: idOf(raw, 'list'),
});
