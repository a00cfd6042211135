import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { idParams } from './idParams';
import { getParentRoute } from './root';

export const moments = createRoute({
  getParentRoute,
  path: '/moments',
  component: lazyRouteComponent(() => import('@/features/outreach/MomentsPage')),
});
export const newMoment = createRoute({
  getParentRoute,
  path: '/moments/new',
  component: lazyRouteComponent(() => import('@/features/outreach/NewMomentPage')),
});
export const moment = createRoute({
  getParentRoute,
  path: '/moments/$momentId',
  params: idParams('momentId'),
  component: lazyRouteComponent(() => import('@/features/outreach/MomentPage')),
});
