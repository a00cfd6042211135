import { answer, api, carried, type Role, type Session } from '@lingqu/api';
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';

import { setClock } from '@/shared/clock';

/** Tell the rest of the page what a session answer carries beside itself: the CSRF token and the clock. */
export function adoptSession(session: Session): Session {
  carried.csrfToken = session.csrf_token;
  setClock(session.clock.now, session.clock.rate);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => adoptSession(await answer(api.GET('/api/session', { signal }))),
  staleTime: Infinity,
});

/** The session once it is known; only below the gate. */
export const useSession = () => useSuspenseQuery(sessionQuery).data;

/** The session as a query, for the gate itself. */
export const useSessionQuery = () => useQuery(sessionQuery);

/** What a person does in the admin, as far as the roles tell it apart. */
export type Act = 'read' | 'operate' | 'connect';

const MAY: Record<Role, readonly Act[]> = {
  owner: ['read', 'operate', 'connect'],
  admin: ['read', 'operate', 'connect'],
  operator: ['read', 'operate'],
  analyst: ['read'],
  compliance: [],
  shop_manager: [],
  staff: [],
};

/** Whether to offer an act; the server decides again. */
export function useMay(act: Act): boolean {
  const role = useSession().account?.role;
  return role !== undefined && MAY[role].includes(act);
}
