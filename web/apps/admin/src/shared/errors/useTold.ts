import { ApiError } from '@lingqu/api';
import { useCallback } from 'react';

import { type Language, useLanguage } from '@/shared/i18n';
import { fill } from '@/shared/i18n/catalogue';

import { broadcastErrors } from './words/broadcasts';
import { commerceErrors } from './words/commerce';
import { engagementErrors } from './words/engagement';
import { frameWords } from './words/frame';
import { groupErrors } from './words/groups';
import { journeyErrors } from './words/journeys';
import { momentErrors } from './words/moments';
import { platformErrors } from './words/platform';
import { taskErrors } from './words/tasks';

export interface Told {
  /** What happened, in the reader's language. */
  title: string;
  /** How to mend it. */
  mend: string;
  code: string;
  forbidden: boolean;
}

const KNOWN: Record<Language, Partial<Record<string, string>>> = {
  zh: {
    ...platformErrors.zh,
    ...engagementErrors.zh,
    ...commerceErrors.zh,
    ...broadcastErrors.zh,
    ...groupErrors.zh,
    ...journeyErrors.zh,
    ...momentErrors.zh,
    ...taskErrors.zh,
  },
  en: {
    ...platformErrors.en,
    ...engagementErrors.en,
    ...commerceErrors.en,
    ...broadcastErrors.en,
    ...groupErrors.en,
    ...journeyErrors.en,
    ...momentErrors.en,
    ...taskErrors.en,
  },
};

/** Advice for a status whose code has none of its own. */
function adviceOf(status: number): keyof (typeof frameWords)['zh'] {
  if (status >= 500) return 'status.500';
  if (status === 0 || status === 403 || status === 404 || status === 409 || status === 422) {
    return `status.${status}`;
  }
  return 'status.400';
}

const filled = (text: string, values: Record<string, unknown>) =>
  fill<string>(text, values as Record<string, string | number>, String).join('');

/** Turns an error into words: by its code and data where we have words, else by the server's message. */
export function useTold(): (error: unknown) => Told {
  const { language } = useLanguage();
  return useCallback(
    (error) => {
      const { status, code, data, message } =
        error instanceof ApiError ? error : new ApiError(400, 'unknown', String(error));
      const frame = frameWords[language];
      const unworded = status === 403 ? KNOWN[language]['access.forbidden'] : status >= 500 ? '' : message;
      return {
        title: filled(KNOWN[language][code] ?? unworded ?? '', data) || frame.unknown,
        mend: filled(KNOWN[language][`${code}.mend`] ?? frame[adviceOf(status)], data),
        code,
        forbidden: code === 'access.forbidden',
      };
    },
    [language],
  );
}
