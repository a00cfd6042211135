import type { ConsentEntry, ConsentStanding, Suppression } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import { consentWords } from './words/consent';

const SOURCES = ['preference_page', 'conversation', 'staff', 'import', 'api'] as const;
const REASONS = ['complaint', 'asked', 'legal', 'other'] as const;

/** How a source of statements is called; one newer than this page by its code. */
export function useSourceWord() {
  const { t } = useWords(consentWords);
  return (source: ConsentEntry['source']) => {
    const known = SOURCES.find((one) => one === source);
    return known === undefined ? source : t(`source_${known}`);
  };
}

/** How the reason of a suppression is called. */
export function useReasonWord() {
  const { t } = useWords(consentWords);
  return (reason: string) => {
    const known = REASONS.find((one) => one === reason);
    return known === undefined ? reason : t(`reason_${known}`);
  };
}

/** Why something may, or may not, be sent. */
export function useGroundWord() {
  const { t } = useWords(consentWords);
  const source = useSourceWord();
  const reason = useReasonWord();
  return (one: ConsentStanding) => {
    if (one.ground === 'silence') return t(one.allowed ? 'silenceAllowed' : 'silenceRefused');
    if (one.ground === 'suppressed') return t('suppressed', { reason: reason(one.source) });
    return t(one.ground, { source: source(one.source) });
  };
}

/** Until when something holds. */
export function useUntil() {
  const { t } = useWords(consentWords);
  const { date } = useFormat();
  return (until: Suppression['ends_at']) =>
    until === null ? t('untilLifted') : t('until', { day: date(until) });
}
