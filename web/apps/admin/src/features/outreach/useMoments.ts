import { answer, api, type MomentChoice, type MomentDraft, type MomentState } from '@lingqu/api';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useDebounced } from '@/shared/query';
import type { Tone } from '@/shared/ui';

const MOMENTS_KEY = ['moments'];
const WHILE_MOVING_MS = 3_000;
const STILL_MS = 250;

/** Every state of a moment; its word is `momentWords[state]`. */
export const MOMENT_TONES: Record<MomentState, Tone> = {
  draft: 'neutral',
  awaiting_approval: 'warn',
  marking: 'running',
  ready: 'running',
  handing_over: 'running',
  waiting: 'running',
  done: 'good',
  cancelled: 'muted',
};

/** Whether its numbers still change by themselves. */
export const isUnderWay = (state: MomentState): boolean =>
  state !== 'draft' && state !== 'awaiting_approval' && state !== 'done' && state !== 'cancelled';

/** One page of the moments, newest first. */
export const useMoments = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...MOMENTS_KEY, cursor],
    queryFn: ({ signal }) => answer(api.GET('/api/moments', { params: { query: { cursor } }, signal })),
    placeholderData: keepPreviousData,
  });

const momentQuery = (id: number) =>
  queryOptions({
    queryKey: ['moment', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/moments/{moment_id}', { params: { path: { moment_id: id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isUnderWay(state.data.state) ? WHILE_MOVING_MS : false,
  });

/** One moment; while it is under way it is looked at every few seconds. */
export const useMoment = (id: number) => useQuery(momentQuery(id));

/** A page of the members who publish it. */
export const useMomentMembers = (id: number, cursor: string | undefined, moving: boolean) =>
  useQuery({
    queryKey: ['moment', id, 'members', cursor],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/moments/{moment_id}/members', {
          params: { path: { moment_id: id }, query: { cursor } },
          signal,
        }),
      ),
    refetchInterval: moving ? WHILE_MOVING_MS : false,
    placeholderData: keepPreviousData,
  });

/** Who could see a moment now: counted by the server, without keeping anything. */
export function useMomentReach(chosen: MomentChoice | null) {
  const asked = useDebounced(chosen, STILL_MS);
  return useQuery({
    queryKey: ['moment-reach', asked],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/moments/preview', { body: asked ?? { governed: false }, signal })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
}

/** Keep a moment as a draft. */
export function useCreateMoment() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: MomentDraft) => answer(api.POST('/api/moments', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: MOMENTS_KEY }),
  });
}

const PATHS = {
  send: '/api/moments/{moment_id}/send',
  approve: '/api/moments/{moment_id}/approve',
  return: '/api/moments/{moment_id}/return',
  cancel: '/api/moments/{moment_id}/cancel',
} as const;

export type MomentAct = 'send' | 'approve' | 'return' | 'cancel';

/** Publish a draft, approve or give back one that waits for that, or take back what is not published. */
export function useMomentAct() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: number; act: MomentAct }) => {
      const params = { params: { path: { moment_id: id } } };
      return answer(api.POST(PATHS[act], params));
    },
    onSuccess: async (moment, { id }) => {
      cache.setQueryData(momentQuery(id).queryKey, moment);
      await cache.invalidateQueries({ queryKey: MOMENTS_KEY });
      await cache.invalidateQueries({ queryKey: ['moment', id, 'members'] });
    },
  });
}
