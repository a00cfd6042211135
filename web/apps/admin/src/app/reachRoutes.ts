import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { broadcastSearch, newBroadcastSearch } from '@/features/outreach/search';
import { boardSearch } from '@/features/tasks/search';

import { idParams } from './idParams';
import { getParentRoute } from './root';

const broadcasts = createRoute({
  getParentRoute,
  path: '/broadcasts',
  component: lazyRouteComponent(() => import('@/features/outreach/BroadcastsPage')),
});
const newBroadcast = createRoute({
  getParentRoute,
  path: '/broadcasts/new',
  validateSearch: newBroadcastSearch,
  component: lazyRouteComponent(() => import('@/features/outreach/NewBroadcastPage')),
});
const broadcast = createRoute({
  getParentRoute,
  path: '/broadcasts/$broadcastId',
  params: idParams('broadcastId'),
  validateSearch: broadcastSearch,
  component: lazyRouteComponent(() => import('@/features/outreach/BroadcastPage')),
});
const programmes = createRoute({
  getParentRoute,
  path: '/programmes',
  component: lazyRouteComponent(() => import('@/features/outreach/ProgrammesPage')),
});
const newProgramme = createRoute({
  getParentRoute,
  path: '/programmes/new',
  component: lazyRouteComponent(() => import('@/features/outreach/NewProgrammePage')),
});
const programmeParams = idParams('programmeId');
const programme = createRoute({
  getParentRoute,
  path: '/programmes/$programmeId',
  params: programmeParams,
  component: lazyRouteComponent(() => import('@/features/outreach/ProgrammePage')),
});
const editProgramme = createRoute({
  getParentRoute,
  path: '/programmes/$programmeId/edit',
  params: programmeParams,
  component: lazyRouteComponent(() => import('@/features/outreach/EditProgrammePage')),
});
const sendingRules = createRoute({
  getParentRoute,
  path: '/sending-rules',
  component: lazyRouteComponent(() => import('@/features/outreach/RulesPage')),
});
const tasks = createRoute({
  getParentRoute,
  path: '/tasks',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('@/features/tasks/TasksPage')),
});

/** The pages of what is sent, and of what bounds it. */
export const reachRoutes = [
  broadcasts,
  newBroadcast,
  broadcast,
  programmes,
  newProgramme,
  programme,
  editProgramme,
  sendingRules,
  tasks,
] as const;
