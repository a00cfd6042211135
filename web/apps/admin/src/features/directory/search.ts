import { idOf, textIn } from '@/shared/query/search';

export interface DirectorySearch {
  query?: string | undefined;
  department_id?: number | undefined;
}

export const directorySearch = (raw: Record<string, unknown>): DirectorySearch => ({
  query: textIn(raw, 'query'),
  department_id: idOf(raw, 'department_id'),
});
