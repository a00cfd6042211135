import { answer, api, carried } from '@lingqu/api';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

const EVERY_MS = 60_000;

export const myTasksQuery = queryOptions({
  queryKey: ['my', 'tasks'],
  queryFn: ({ signal }) => answer(api.GET('/api/my/tasks', { signal })),
  refetchInterval: EVERY_MS,
});

/** What I am asked. */
export const useMyTasks = () => useQuery(myTasksQuery);

/** The token that writes carry; asked for once, before the first of them. */
export async function withToken(): Promise<void> {
  if (carried.csrfToken !== '') return;
  carried.csrfToken = (await answer(api.GET('/api/session'))).csrf_token;
}

/** Tell that tasks are on the screen: that is how it is known that their cards have arrived. */
export function useSeen(taskIds: readonly number[]): void {
  const told = taskIds.join();
  useEffect(() => {
    if (told === '') return;
    const say = async () => {
      await withToken();
      await answer(api.POST('/api/my/tasks/seen', { body: { task_ids: told.split(',').map(Number) } }));
    };
    // Nothing depends on it here: when it fails, the next look says it again.
    say().catch(() => undefined);
  }, [told]);
}
