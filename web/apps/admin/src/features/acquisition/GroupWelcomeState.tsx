import type { GroupWelcome } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { StateTag, text } from '@/shared/ui';

import css from './GroupWelcome.module.css';
import { GROUP_WELCOME_TONES } from './groupWelcomeStates';
import { groupWelcomeWords } from './words/groupWelcomes';

/** Where a template stands at WeCom, and below it what goes on there or went wrong. */
export function GroupWelcomeState({ welcome }: { welcome: GroupWelcome }) {
  const { t } = useWords(groupWelcomeWords);
  const why = useWhy(welcome);
  return (
    <span className={text.pair}>
      <span>
        <StateTag tone={GROUP_WELCOME_TONES[welcome.state]}>{t(welcome.state)}</StateTag>
      </span>
      {why !== null && (
        <small className={welcome.errcode === null ? undefined : css.fault} title={why}>
          {why}
        </small>
      )}
    </span>
  );
}

function useWhy(welcome: GroupWelcome): string | null {
  const { t } = useWords(groupWelcomeWords);
  const refusal = useRefusal();
  const { state, changing, errcode, removal_refused } = welcome;
  if (state === 'unknown') return t('lookAtWecom');
  if (state === 'refused') return refusal(errcode);
  if (state !== 'live') return null;
  if (removal_refused) return t('removalRefused');
  if (errcode !== null) return t('changeRefused');
  return changing ? t('changing') : null;
}

const KNOWN = [40007, 40058, 41055, 41058, 41065, 45002, 48002] as const;

const isKnown = (errcode: number): errcode is (typeof KNOWN)[number] =>
  (KNOWN as readonly number[]).includes(errcode);

/** Why WeCom refused, by its code; the code stands there too, for who asks WeCom about it. */
export function useRefusal(): (errcode: number | null) => string {
  const { t } = useWords(groupWelcomeWords);
  return (errcode) => {
    if (errcode === null || errcode === 0) return t('refusal.none');
    const code = String(errcode);
    return isKnown(errcode) ? t(`refusal.${errcode}`, { code }) : t('refusal.other', { code });
  };
}
