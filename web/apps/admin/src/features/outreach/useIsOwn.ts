import type { Broadcast } from '@lingqu/api';

import { useSession } from '@/shared/session';

/** Whether the reader has sent a broadcast: then somebody else has to approve it. */
export function useIsOwn({ sent_by }: Pick<Broadcast, 'sent_by'>): boolean {
  const id = useSession().account?.id;
  return id !== undefined && sent_by === `account:${id}`;
}
