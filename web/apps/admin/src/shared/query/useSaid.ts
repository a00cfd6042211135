import { useCallback } from 'react';
import { MessagePlugin } from 'tdesign-react';

import { useTold } from '@/shared/errors';

/** Say how an act went: a short message for success, the error and its mending otherwise. */
export function useSaid() {
  const tell = useTold();
  return useCallback(
    () => ({
      done: (text: string) => void MessagePlugin.success(text),
      wrong: (text: string) => void MessagePlugin.error(text),
      failed: (error: unknown) => {
        const told = tell(error);
        void MessagePlugin.error(`${told.title} — ${told.mend}`, 6000);
      },
    }),
    [tell],
  )();
}
