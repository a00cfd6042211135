import { useCallback } from 'react';

import { type KeyOf, useWords } from '@/shared/i18n';

import { deliveryWords } from './words';

/** A reason code in words; a code without words is shown as it is, not hidden. */
export function useReason(): (code: string) => string {
  const { t } = useWords(deliveryWords);
  return useCallback(
    (code) => {
      const key = `reason.${code}`;
      return key in deliveryWords.zh ? t(key as KeyOf<typeof deliveryWords>) : code;
    },
    [t],
  );
}
