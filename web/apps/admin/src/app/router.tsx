import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';

import { channelsSearch, reportSearch } from '@/features/acquisition/search';
import { importSearch, newImportSearch } from '@/features/commerce/search';
import { customerSearch, customersSearch } from '@/features/customers/search';
import { directorySearch } from '@/features/directory/search';
import { groupchatSearch, groupchatsSearch } from '@/features/groupchats/search';
import { deadLettersSearch } from '@/features/ingestion/search';
import { newSegmentSearch } from '@/features/segments/search';

import { Crash } from './Crash';
import { groupWelcomeRoutes } from './groupWelcomeRoutes';
import { idParams } from './idParams';
import { moment, moments, newMoment } from './momentRoutes';
import { reachRoutes } from './reachRoutes';
import { getParentRoute, root } from './root';

const home = createRoute({
  getParentRoute,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way to redirect
    throw redirect({ to: '/flow' });
  },
});
const flow = createRoute({
  getParentRoute,
  path: '/flow',
  component: lazyRouteComponent(() => import('@/features/flow/FlowPage')),
});
const customers = createRoute({
  getParentRoute,
  path: '/customers',
  validateSearch: customersSearch,
  component: lazyRouteComponent(() => import('@/features/customers/CustomersPage')),
});
const customer = createRoute({
  getParentRoute,
  path: '/customers/$customerId',
  params: idParams('customerId'),
  validateSearch: customerSearch,
  component: lazyRouteComponent(() => import('@/features/customers/CustomerPage')),
});
const groupchats = createRoute({
  getParentRoute,
  path: '/groupchats',
  validateSearch: groupchatsSearch,
  component: lazyRouteComponent(() => import('@/features/groupchats/GroupchatsPage')),
});
const groupchat = createRoute({
  getParentRoute,
  path: '/groupchats/$groupchatId',
  params: idParams('groupchatId'),
  validateSearch: groupchatSearch,
  component: lazyRouteComponent(() => import('@/features/groupchats/GroupchatPage')),
});
const tags = createRoute({
  getParentRoute,
  path: '/tags',
  component: lazyRouteComponent(() => import('@/features/customers/TagsPage')),
});
const channels = createRoute({
  getParentRoute,
  path: '/channels',
  validateSearch: channelsSearch,
  component: lazyRouteComponent(() => import('@/features/acquisition/ChannelsPage')),
});
const newChannel = createRoute({
  getParentRoute,
  path: '/channels/new',
  component: lazyRouteComponent(() => import('@/features/acquisition/NewChannelPage')),
});
const channelParams = idParams('channelId');
const channel = createRoute({
  getParentRoute,
  path: '/channels/$channelId',
  params: channelParams,
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import('@/features/acquisition/ChannelPage')),
});
const editChannel = createRoute({
  getParentRoute,
  path: '/channels/$channelId/edit',
  params: channelParams,
  component: lazyRouteComponent(() => import('@/features/acquisition/EditChannelPage')),
});
const channelReport = createRoute({
  getParentRoute,
  path: '/channel-report',
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import('@/features/acquisition/ReportPage')),
});
const segments = createRoute({
  getParentRoute,
  path: '/segments',
  component: lazyRouteComponent(() => import('@/features/segments/SegmentsPage')),
});
const newSegment = createRoute({
  getParentRoute,
  path: '/segments/new',
  validateSearch: newSegmentSearch,
  component: lazyRouteComponent(() => import('@/features/segments/NewSegmentPage')),
});
const segmentParams = idParams('segmentId');
const segment = createRoute({
  getParentRoute,
  path: '/segments/$segmentId',
  params: segmentParams,
  component: lazyRouteComponent(() => import('@/features/segments/SegmentPage')),
});
const editSegment = createRoute({
  getParentRoute,
  path: '/segments/$segmentId/edit',
  params: segmentParams,
  component: lazyRouteComponent(() => import('@/features/segments/EditSegmentPage')),
});
const lists = createRoute({
  getParentRoute,
  path: '/lists',
  component: lazyRouteComponent(() => import('@/features/segments/ListsPage')),
});
const list = createRoute({
  getParentRoute,
  path: '/lists/$listId',
  params: idParams('listId'),
  component: lazyRouteComponent(() => import('@/features/segments/ListPage')),
});
const imports = createRoute({
  getParentRoute,
  path: '/imports',
  component: lazyRouteComponent(() => import('@/features/commerce/ImportsPage')),
});
const newImport = createRoute({
  getParentRoute,
  path: '/imports/new',
  validateSearch: newImportSearch,
  component: lazyRouteComponent(() => import('@/features/commerce/NewImportPage')),
});
const oneImport = createRoute({
  getParentRoute,
  path: '/imports/$importId',
  params: idParams('importId'),
  validateSearch: importSearch,
  component: lazyRouteComponent(() => import('@/features/commerce/ImportPage')),
});
const directory = createRoute({
  getParentRoute,
  path: '/directory',
  validateSearch: directorySearch,
  component: lazyRouteComponent(() => import('@/features/directory/DirectoryPage')),
});
const connect = createRoute({
  getParentRoute,
  path: '/connect',
  component: lazyRouteComponent(() => import('@/features/corps/ConnectPage')),
});
const eventDoor = createRoute({
  getParentRoute,
  path: '/event-door',
  component: lazyRouteComponent(() => import('@/features/ingestion/EventDoorPage')),
});
const doctor = createRoute({
  getParentRoute,
  path: '/doctor',
  component: lazyRouteComponent(() => import('@/features/corps/DoctorPage')),
});
const deadLetters = createRoute({
  getParentRoute,
  path: '/dead-letters',
  validateSearch: deadLettersSearch,
  component: lazyRouteComponent(() => import('@/features/ingestion/DeadLettersPage')),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    flow,
    customers,
    customer,
    groupchats,
    groupchat,
    tags,
    channels,
    newChannel,
    channel,
    editChannel,
    channelReport,
    ...groupWelcomeRoutes,
    segments,
    newSegment,
    segment,
    editSegment,
    lists,
    list,
    imports,
    newImport,
    oneImport,
    ...reachRoutes,
    moments,
    newMoment,
    moment,
    directory,
    connect,
    eventDoor,
    doctor,
    deadLetters,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Crash,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
