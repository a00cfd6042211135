import { dateIn } from '@/shared/query/search';

export interface ReportSearch {
  from?: string | undefined;
  to?: string | undefined;
}

/** The days of a report (inclusive), as the address keeps them. */
export const reportSearch = (raw: Record<string, unknown>): ReportSearch => ({
  from: dateIn(raw, 'from'),
  to: dateIn(raw, 'to'),
});

export const channelsSearch = (raw: Record<string, unknown>): { archived?: true | undefined } => ({
  archived: raw.archived === true ? true : undefined,
});
