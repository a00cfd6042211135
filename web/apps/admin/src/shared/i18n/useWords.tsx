import { Fragment, type ReactNode, useMemo } from 'react';

import { fill, type Say, type SayRich, type Words } from './catalogue';
import { LOCALE, useLanguage } from './language';

export interface Speaker<Zh extends Record<string, string>> {
  /** The message as a string. */
  t: Say<Zh>;
  /** The message with elements in its slots. */
  rich: SayRich<Zh, ReactNode>;
}

/** Words of one catalogue in the reader's language. */
export function useWords<Zh extends Record<string, string>>(words: Words<Zh>): Speaker<Zh> {
  const { language } = useLanguage();
  return useMemo(() => {
    const messages = words[language];
    const format = new Intl.NumberFormat(LOCALE[language]);
    const number = (value: number) => format.format(value);
    const t = (key: keyof Zh & string, values: Record<string, string | number> = {}) =>
      fill<string>(messages[key], values, number).join('');
    const rich = (key: keyof Zh & string, values: Record<string, ReactNode> = {}) =>
      fill<ReactNode>(messages[key], values, number).map((part, place) => (
        <Fragment key={place}>{part}</Fragment>
      ));
    return { t: t, rich: rich as SayRich<Zh, ReactNode> };
  }, [words, language]);
}
