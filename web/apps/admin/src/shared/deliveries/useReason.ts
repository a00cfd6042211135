import type { DeliveryReason } from '@lingqu/api';
import { useCallback } from 'react';

import { type KeyOf, useWords } from '@/shared/i18n';

import { deliveryWords } from './words/deliveries';
import { mendWords } from './words/mends';

/** Every reason the server knows has its words, and says what mends it: a new one without them does not compile. */
const REASONS = deliveryWords.zh satisfies Record<`reason.${DeliveryReason}`, string>;
const MENDS = mendWords.zh satisfies Record<DeliveryReason, string>;

/** A reason code in words; a code without words is shown as it is, not hidden. */
export function useReason(): (code: string) => string {
  const { t } = useWords(deliveryWords);
  return useCallback(
    (code) => {
      const key = `reason.${code}`;
      return key in REASONS ? t(key as KeyOf<typeof deliveryWords>) : code;
    },
    [t],
  );
}

/** What a reason means and what mends it; nothing for a code of another release. */
export function useMend(): (code: string) => string {
  const { t } = useWords(mendWords);
  return useCallback((code) => (code in MENDS ? t(code as KeyOf<typeof mendWords>) : ''), [t]);
}
