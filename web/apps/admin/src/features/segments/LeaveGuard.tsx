import { useBlocker } from '@tanstack/react-router';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { editorWords } from './words/editor';

/** Whoever leaves with something unsaved is asked first; a closed window asks in the browser's own words. */
export function LeaveGuard({ unsaved }: { unsaved: () => boolean }) {
  const { t } = useWords(editorWords);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: unsaved,
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  return (
    <Dialog
      visible={status === 'blocked'}
      header={t('leaveTitle')}
      onClose={() => reset?.()}
      onConfirm={() => proceed?.()}
      confirmBtn={{ content: t('leave'), theme: 'danger' }}
      cancelBtn={t('stay')}
    >
      {t('leaveText')}
    </Dialog>
  );
}
