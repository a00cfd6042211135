import { answer, api } from '@lingqu/api';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { BoardSearch } from './search';

export const TASKS_KEY = ['tasks'];
const EVERY_MS = 15_000;

/** One page of members' tasks, looked at again while the page is open. */
export const useTasks = ({ tab, ...asked }: BoardSearch, cursor: string | undefined) =>
  useQuery({
    queryKey: [...TASKS_KEY, 'page', tab, asked, cursor],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/tasks', { params: { query: { ...asked, state: tab ?? 'open', cursor } }, signal }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });

/** How many tasks are open, and what became of those of the last seven days. */
export const useTaskSummary = () =>
  useQuery({
    queryKey: [...TASKS_KEY, 'summary'],
    queryFn: ({ signal }) => answer(api.GET('/api/tasks/summary', { signal })),
    refetchInterval: EVERY_MS,
  });

export type TaskAct = 'remind' | 'cancel';

/** Remind members of tasks, or take the tasks back. */
export function useTaskAct() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ taskIds, act }: { taskIds: number[]; act: TaskAct }) => {
      const body = { task_ids: taskIds };
      return answer(
        act === 'remind' ? api.POST('/api/tasks/remind', { body }) : api.POST('/api/tasks/cancel', { body }),
      );
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: TASKS_KEY }),
  });
}
