import { useMemo } from 'react';
import { MessagePlugin } from 'tdesign-react';

import { useTold } from '@/shared/errors';

const ERROR_STAYS_MS = 6_000;

export interface Said {
  done: (text: string) => void;
  wrong: (text: string) => void;
  /** An error in the reader's words, with how to mend it. */
  failed: (error: unknown) => void;
}

/** Say in a short message how an act went. */
export function useSaid(): Said {
  const tell = useTold();
  return useMemo(
    () => ({
      done: (text) => void MessagePlugin.success(text),
      wrong: (text) => void MessagePlugin.error(text),
      failed: (error) => {
        const told = tell(error);
        void MessagePlugin.error(`${told.title} — ${told.mend}`, ERROR_STAYS_MS);
      },
    }),
    [tell],
  );
}
