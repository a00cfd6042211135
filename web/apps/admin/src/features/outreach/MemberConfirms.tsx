import { Alert } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';

/** What most misunderstand about WeCom: we hand over, the member sends; into a group, its owner. */
export function MemberConfirms({ groups = false }: { groups?: boolean }) {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  return groups ? (
    <Alert theme="info" title={ofGroups('ownerConfirms')} message={ofGroups('ownerConfirmsText')} />
  ) : (
    <Alert theme="info" title={t('memberConfirms')} message={t('memberConfirmsText')} />
  );
}
