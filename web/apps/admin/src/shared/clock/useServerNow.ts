import { useSyncExternalStore } from 'react';

import { seconds, serverNow, subscribeSeconds } from './clock';

/** The server's now in milliseconds, read anew each second. */
export function useServerNow(): number {
  useSyncExternalStore(subscribeSeconds, seconds);
  return serverNow();
}
