import { answer, api, type DeclinedReason, type MyTaskFull } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { mayPass } from './trouble';
import { myTasksQuery, withToken } from './useMyTasks';

export const myTaskQuery = (taskId: number) =>
  queryOptions({
    queryKey: ['my', 'task', taskId],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/my/tasks/{task_id}', { params: { path: { task_id: taskId } }, signal })),
  });

/** One task of mine. */
export const useMyTask = (taskId: number) => useQuery(myTaskQuery(taskId));

type Act =
  | { act: 'finish'; note: string }
  | { act: 'decline'; reason: DeclinedReason; note: string }
  | { act: 'tick'; customerId: number; done: boolean };

async function ask(taskId: number, told: Act): Promise<MyTaskFull> {
  await withToken();
  const path = { task_id: taskId };
  switch (told.act) {
    case 'finish':
      return answer(
        api.POST('/api/my/tasks/{task_id}/done', { params: { path }, body: { note: told.note } }),
      );
    case 'decline':
      return answer(
        api.POST('/api/my/tasks/{task_id}/decline', {
          params: { path },
          body: { reason: told.reason, note: told.note },
        }),
      );
    case 'tick':
      return answer(
        api.POST('/api/my/tasks/{task_id}/customers/{customer_id}', {
          params: { path: { ...path, customer_id: told.customerId } },
          body: { done: told.done },
        }),
      );
  }
}

/** Done, not possible, or a customer ticked off. Each may be said twice, so a lost answer is simply asked again. */
export function useMyTaskAct(taskId: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (told: Act) => ask(taskId, told),
    retry: (failures, error) => failures < 2 && mayPass(error),
    retryDelay: 1_000,
    onSuccess: async (task) => {
      cache.setQueryData(myTaskQuery(taskId).queryKey, task);
      await cache.invalidateQueries({ queryKey: myTasksQuery.queryKey });
    },
    onError: () => cache.invalidateQueries({ queryKey: myTaskQuery(taskId).queryKey }),
  });
}
