import { answer, api, ApiError, type GrantAsked } from '@lingqu/api';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const WHILE_WALKING_MS = 2_000;
const WHILE_WAITING_MS = 10_000;

const grantsQuery = (segmentId: number) =>
  queryOptions({
    queryKey: ['grants', segmentId],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/segments/{segment_id}/grants', { params: { path: { segment_id: segmentId } }, signal }),
      ),
    refetchInterval: ({ state }) => {
      const items = state.data?.items ?? [];
      if (items.some((one) => one.progress !== null)) return WHILE_WALKING_MS;
      return items.some((one) => one.waiting > 0) ? WHILE_WAITING_MS : false;
    },
  });

/** What a segment gives; looked at again while a walk is under way or marks wait for WeCom. */
export const useGrants = (segmentId: number) => useQuery(grantsQuery(segmentId));

/** What giving this would do, counted now; null while nothing is chosen. */
export const useGrantPreview = (segmentId: number, asked: GrantAsked | null) =>
  useQuery({
    queryKey: ['grant-preview', segmentId, asked],
    queryFn: ({ signal }) =>
      answer(
        api.POST('/api/segments/{segment_id}/grants/preview', {
          params: { path: { segment_id: segmentId } },
          body: asked ?? { tag_id: null, stage_id: null, withdraw_on_left: false },
          signal,
        }),
      ),
    enabled: asked !== null,
    retry: false,
  });

export type GrantAct =
  | { act: 'create'; asked: GrantAsked }
  | { act: 'on'; id: number }
  | { act: 'off'; id: number; takeBack: boolean }
  | { act: 'remove'; id: number };

/** Draft, switch on or off, or take a grant away. */
export function useGrantAct(segmentId: number) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (one: GrantAct) => {
      if (one.act === 'create') {
        const path = { segment_id: segmentId };
        return answer(api.POST('/api/segments/{segment_id}/grants', { params: { path }, body: one.asked }));
      }
      const params = { path: { segment_id: segmentId, grant_id: one.id } };
      if (one.act === 'on') {
        return answer(api.POST('/api/segments/{segment_id}/grants/{grant_id}/on', { params }));
      }
      if (one.act === 'off') {
        const body = { take_back: one.takeBack };
        return answer(api.POST('/api/segments/{segment_id}/grants/{grant_id}/off', { params, body }));
      }
      return answer(api.DELETE('/api/segments/{segment_id}/grants/{grant_id}', { params }));
    },
    onSuccess: async (grants) => {
      cache.setQueryData(grantsQuery(segmentId).queryKey, grants);
      await cache.invalidateQueries({ queryKey: ['all-grants'] });
      await cache.invalidateQueries({ queryKey: ['grant-preview', segmentId] });
    },
  });
}

export interface CycleNode {
  kind: 'segment' | 'tag' | 'stage';
  id: number;
  name: string;
}

/** The way around that a refused grant would close, null for any other error. */
export function cycleOf(error: unknown): CycleNode[] | null {
  if (!(error instanceof ApiError) || error.code !== 'segments.grant_cycle') return null;
  return Array.isArray(error.data.path) ? (error.data.path as CycleNode[]) : [];
}
