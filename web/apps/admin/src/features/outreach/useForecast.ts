import { answer, api, type ForecastAsked } from '@lingqu/api';
import { useQuery } from '@tanstack/react-query';

const GOOD_FOR_MS = 30_000;

/** What would become of a broadcast that left at an hour. It weighs every customer, so it may take seconds. */
export const useForecast = (asked: ForecastAsked | null) =>
  useQuery({
    queryKey: ['forecast', asked],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/broadcasts/forecast', { body: asked ?? { contents: 1 }, signal })),
    enabled: asked !== null,
    staleTime: GOOD_FOR_MS,
  });
