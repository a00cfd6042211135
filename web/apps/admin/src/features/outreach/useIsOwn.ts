import { useSession } from '@/shared/session';

/** Whether the reader has sent a broadcast or a moment: then somebody else has to approve it. */
export function useIsOwn({ sent_by }: { sent_by: string | null }): boolean {
  const id = useSession().account?.id;
  return id !== undefined && sent_by === `account:${id}`;
}
