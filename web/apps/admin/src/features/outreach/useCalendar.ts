import { answer, api } from '@lingqu/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

const EVERY_MS = 60_000;

interface CalendarAsked {
  from: string;
  to: string;
  programme_id: number | undefined;
}

/** What is planned on some days, over all programmes or of one. */
export const useCalendar = (asked: CalendarAsked) =>
  useQuery({
    queryKey: ['calendar', asked],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/broadcasts/calendar', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
