import { Alert } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { broadcastWords } from './words/broadcast';

/** What most misunderstand about WeCom: we hand over, the member sends. */
export function MemberConfirms() {
  const { t } = useWords(broadcastWords);
  return <Alert theme="info" title={t('memberConfirms')} message={t('memberConfirmsText')} />;
}
