import { ApiError } from '@lingqu/api';
import { useCallback } from 'react';

import { useLanguage } from '@/shared/i18n';
import { fill } from '@/shared/i18n/catalogue';

import { errorWords } from './words';

export interface Told {
  /** What happened, in the reader's language. */
  title: string;
  /** How to mend it. */
  mend: string;
  code: string;
  forbidden: boolean;
  /** The field the server found fault with, e.g. `body.name`. */
  place: string | null;
}

const number = (value: number) => String(value);

/** Turns an error into words: by its code and data where we have words, else by the server's message. */
export function useTold(): (error: unknown) => Told {
  const { language } = useLanguage();
  return useCallback(
    (error) => {
      const known: Partial<Record<string, string>> = errorWords[language];
      const { status, code, data, message, place } =
        error instanceof ApiError ? error : new ApiError(0, 'unknown', String(error));
      const values = data as Record<string, string | number>;
      const say = (text: string) => fill<string>(text, values, number).join('');
      const family = status >= 500 ? 'http.500' : status === 403 ? 'access.forbidden' : 'unknown';
      const title = known[code] ?? (status >= 500 || status === 403 ? known[family] : message);
      return {
        title: say(title === undefined || title === '' ? (known.unknown ?? '') : title),
        mend: say(known[`${code}.mend`] ?? known[`${family}.mend`] ?? ''),
        code,
        forbidden: status === 403,
        place,
      };
    },
    [language],
  );
}
