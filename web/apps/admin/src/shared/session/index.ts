export { type Act, adoptSession, sessionQuery, useMay, useSession, useSessionQuery } from './useSession';
