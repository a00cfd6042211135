import { answer, api, type GroupWelcome, type GroupWelcomeDraft } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { isMoving } from './groupWelcomeStates';

const ALL_KEY = ['group-welcomes'];
const WHILE_MOVING_MS = 2_000;

/** All templates: there are a hundred at most. */
export const useGroupWelcomes = () =>
  useQuery({
    queryKey: ALL_KEY,
    queryFn: ({ signal }) => answer(api.GET('/api/group-welcomes', { signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) === true ? WHILE_MOVING_MS : false),
  });

const oneQuery = (id: number) =>
  queryOptions({
    queryKey: ['group-welcome', id],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/group-welcomes/{group_welcome_id}', {
          params: { path: { group_welcome_id: id } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isMoving(state.data) ? WHILE_MOVING_MS : false,
  });

/** One template; while WeCom is asked something about it, it is looked at again. */
export const useGroupWelcome = (id: number) => useQuery(oneQuery(id));

/** Create a template (no id) or revise one. */
export function useSaveGroupWelcome(id: number | null) {
  const keep = useKeep();
  return useMutation({
    mutationFn: (body: GroupWelcomeDraft) =>
      id === null
        ? answer(api.POST('/api/group-welcomes', { body }))
        : answer(
            api.PUT('/api/group-welcomes/{group_welcome_id}', {
              params: { path: { group_welcome_id: id } },
              body,
            }),
          ),
    onSuccess: keep,
  });
}

const PATHS = {
  makeAgain: '/api/group-welcomes/{group_welcome_id}/make-again',
  remove: '/api/group-welcomes/{group_welcome_id}/remove',
} as const;

export type GroupWelcomeAct = keyof typeof PATHS;

/** Have a template made again, or remove it. */
export function useGroupWelcomeAct(id: number) {
  const keep = useKeep();
  return useMutation({
    mutationFn: (act: GroupWelcomeAct) =>
      answer(api.POST(PATHS[act], { params: { path: { group_welcome_id: id } } })),
    onSuccess: keep,
  });
}

function useKeep() {
  const cache = useQueryClient();
  return async (welcome: GroupWelcome) => {
    cache.setQueryData(oneQuery(welcome.group_welcome_id).queryKey, welcome);
    await cache.invalidateQueries({ queryKey: ALL_KEY });
  };
}
