import { useMemo } from 'react';

import { useLanguage } from '@/shared/i18n';

import { type Format, formatFor } from './format';

/** Numbers, money and instants in the reader's language. */
export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}
