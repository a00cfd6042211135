import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { idParams } from './idParams';
import { getParentRoute } from './root';

const all = createRoute({
  getParentRoute,
  path: '/group-welcomes',
  component: lazyRouteComponent(() => import('@/features/acquisition/GroupWelcomesPage')),
});
const fresh = createRoute({
  getParentRoute,
  path: '/group-welcomes/new',
  component: lazyRouteComponent(() => import('@/features/acquisition/NewGroupWelcomePage')),
});
const params = idParams('groupWelcomeId');
const one = createRoute({
  getParentRoute,
  path: '/group-welcomes/$groupWelcomeId',
  params,
  component: lazyRouteComponent(() => import('@/features/acquisition/GroupWelcomePage')),
});
const edit = createRoute({
  getParentRoute,
  path: '/group-welcomes/$groupWelcomeId/edit',
  params,
  component: lazyRouteComponent(() => import('@/features/acquisition/EditGroupWelcomePage')),
});

/** The pages of welcome templates of groups. */
export const groupWelcomeRoutes = [all, fresh, one, edit] as const;
