import { Failure } from '@/shared/ui';

/** What is shown in place of a page that threw. */
export function Crash({ error, reset }: { error: unknown; reset: () => void }) {
  return <Failure error={error} retry={reset} />;
}
