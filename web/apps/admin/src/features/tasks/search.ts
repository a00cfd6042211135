import type { TaskKind, TaskState } from '@lingqu/api';

import { idOf, oneOf } from '@/shared/query/search';
import { ASKED_KINDS, TASK_TONES } from '@/shared/tasks/states';

export const BOARD_TABS = Object.keys(TASK_TONES) as TaskState[];
export const BOARD_KINDS: readonly TaskKind[] = [...ASKED_KINDS, 'group_send', 'moment'];

export interface BoardSearch {
  tab?: TaskState | undefined;
  kind?: TaskKind | undefined;
  staff_id?: number | undefined;
  department_id?: number | undefined;
  work_order_id?: number | undefined;
}

export const boardSearch = (raw: Record<string, unknown>): BoardSearch => ({
  tab: oneOf(raw, 'tab', BOARD_TABS),
  kind: oneOf(raw, 'kind', BOARD_KINDS),
  staff_id: idOf(raw, 'staff_id'),
  department_id: idOf(raw, 'department_id'),
  work_order_id: idOf(raw, 'work_order_id'),
});

export const orderSearch = (raw: Record<string, unknown>): Pick<BoardSearch, 'tab'> => ({
  tab: oneOf(raw, 'tab', BOARD_TABS),
});
