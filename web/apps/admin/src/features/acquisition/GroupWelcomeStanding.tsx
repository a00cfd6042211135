import type { GroupWelcome } from '@lingqu/api';
import { Alert } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import { useRefusal } from './GroupWelcomeState';
import { groupWelcomeWords } from './words/groupWelcomes';

/** What goes on at WeCom, what went wrong there, and what a person can do about it; nothing where all is well. */
export function GroupWelcomeStanding({ welcome }: { welcome: GroupWelcome }) {
  const { t } = useWords(groupWelcomeWords);
  const { instant } = useFormat();
  const refusal = useRefusal();
  const { state, changing, errcode, removal_refused, called_at } = welcome;
  switch (state) {
    case 'waiting':
    case 'making':
      return <Alert theme="info" message={t('makingText')} />;
    case 'unknown':
      return (
        <Alert
          theme="warning"
          title={t('unknownTitle')}
          message={t('unknownText', { at: called_at === null ? t('never') : instant(called_at) })}
        />
      );
    case 'refused':
      return (
        <Alert
          theme="error"
          title={t('refusedTitle')}
          message={t('refusedText', { reason: refusal(errcode) })}
        />
      );
    case 'gone':
      return <Alert theme="warning" title={t('goneTitle')} message={t('goneText')} />;
    case 'removing':
      return <Alert theme="info" message={t('removingText')} />;
    case 'removed':
      return <Alert theme="info" message={t('removedText')} />;
    case 'live':
      if (removal_refused)
        return (
          <Alert
            theme="error"
            title={t('removalRefused')}
            message={t('removalRefusedText', { reason: refusal(errcode) })}
          />
        );
      if (errcode !== null)
        return (
          <Alert
            theme="error"
            title={t('changeRefused')}
            message={t('changeRefusedText', { reason: refusal(errcode) })}
          />
        );
      return changing ? <Alert theme="info" message={t('changingText')} /> : null;
  }
}
