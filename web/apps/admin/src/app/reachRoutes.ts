import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { deliverySearch } from '@/features/deliveries/search';
import { broadcastSearch, calendarSearch, newBroadcastSearch } from '@/features/outreach/search';
import { boardSearch, orderSearch } from '@/features/tasks/search';

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
const broadcastParams = idParams('broadcastId');
const broadcast = createRoute({
  getParentRoute,
  path: '/broadcasts/$broadcastId',
  params: broadcastParams,
  validateSearch: broadcastSearch,
  component: lazyRouteComponent(() => import('@/features/outreach/BroadcastPage')),
});
const editBroadcast = createRoute({
  getParentRoute,
  path: '/broadcasts/$broadcastId/edit',
  params: broadcastParams,
  component: lazyRouteComponent(() => import('@/features/outreach/EditBroadcastPage')),
});
const calendar = createRoute({
  getParentRoute,
  path: '/calendar',
  validateSearch: calendarSearch,
  component: lazyRouteComponent(() => import('@/features/outreach/CalendarPage')),
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
const deliveries = createRoute({
  getParentRoute,
  path: '/deliveries',
  validateSearch: deliverySearch,
  component: lazyRouteComponent(() => import('@/features/deliveries/DeliveriesPage')),
});
const tasks = createRoute({
  getParentRoute,
  path: '/tasks',
  validateSearch: boardSearch,
  component: lazyRouteComponent(() => import('@/features/tasks/TasksPage')),
});

const workOrders = createRoute({
  getParentRoute,
  path: '/work-orders',
  component: lazyRouteComponent(() => import('@/features/tasks/OrdersPage')),
});
const newWorkOrder = createRoute({
  getParentRoute,
  path: '/work-orders/new',
  component: lazyRouteComponent(() => import('@/features/tasks/NewOrderPage')),
});
const workOrder = createRoute({
  getParentRoute,
  path: '/work-orders/$workOrderId',
  params: idParams('workOrderId'),
  validateSearch: orderSearch,
  component: lazyRouteComponent(() => import('@/features/tasks/OrderPage')),
});

/** The pages of what is sent, and of what bounds it. */
export const reachRoutes = [
  broadcasts,
  newBroadcast,
  broadcast,
  editBroadcast,
  calendar,
  programmes,
  newProgramme,
  programme,
  editProgramme,
  sendingRules,
  deliveries,
  tasks,
  workOrders,
  newWorkOrder,
  workOrder,
] as const;
