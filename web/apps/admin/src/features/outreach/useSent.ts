import type { Broadcast } from '@lingqu/api';
import { useCallback } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';

import { sendingWords } from './words/sending';

/** Say what became of a send: on its way, at its hour, or waiting for a second person. */
export function useSent(): (broadcast: Broadcast) => void {
  const { t } = useWords(sendingWords);
  const { dayMinute } = useFormat();
  const said = useSaid();
  return useCallback(
    ({ state, scheduled_at: at }) => {
      if (state === 'awaiting_approval') said.done(t('submitted'));
      else if (state === 'scheduled' && at !== null) said.done(t('scheduled', { at: dayMinute(at) }));
      else said.done(t('sent'));
    },
    [t, dayMinute, said],
  );
}
