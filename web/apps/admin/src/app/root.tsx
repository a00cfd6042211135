import { createRootRoute } from '@tanstack/react-router';

import { Gate } from './Gate';
import { NotFound } from './NotFound';

/** What every page stands in. */
export const root = createRootRoute({ component: Gate, notFoundComponent: NotFound });
export const getParentRoute = () => root;
