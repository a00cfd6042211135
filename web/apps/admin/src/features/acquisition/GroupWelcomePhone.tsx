import type { MaterialAttachment } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Phone } from '@/shared/messages';

import { NICKNAME } from './groupWelcomeWriting';
import { groupWelcomeWords } from './words/groupWelcomes';

/** A template in a group, just after somebody has joined it. */
export function GroupWelcomePhone({
  text,
  attachments,
}: {
  text: string;
  attachments: MaterialAttachment[];
}) {
  const { t } = useWords(groupWelcomeWords);
  const newcomer = t('newcomer');
  return (
    <Phone
      speaker={t('speaker')}
      group={t('group')}
      joined={newcomer}
      text={text.replaceAll(NICKNAME, newcomer)}
      attachments={attachments}
    />
  );
}
