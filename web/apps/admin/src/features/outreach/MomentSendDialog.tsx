import type { MomentChoice } from '@lingqu/api';
import { Alert, Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import { MomentReachPanel } from './MomentReachPanel';
import css from './Sending.module.css';
import { useMomentReach } from './useMoments';
import { useRules } from './useRules';
import { momentWords } from './words/moment';
import { momentFormWords } from './words/momentForm';

interface MomentSendDialogProps {
  name: string;
  /** The same object while nothing changes: it is counted anew when it does. */
  choice: MomentChoice;
  busy: boolean;
  onSend: () => void;
  onClose: () => void;
}

/** Before a moment leaves: whom it would reach, who publishes it, whether a second person is needed. */
export function MomentSendDialog({ name, choice, busy, onSend, onClose }: MomentSendDialogProps) {
  const { t } = useWords(momentWords);
  const { t: word } = useWords(momentFormWords);
  const reach = useMomentReach(choice);
  const above = useRules().data?.approval_above ?? null;
  const approval = above !== null && reach.data !== undefined && reach.data.customers > above;
  return (
    <Dialog
      visible
      width={720}
      top="10vh"
      header={t('sendTitle', { name })}
      onClose={onClose}
      onConfirm={onSend}
      confirmBtn={{ content: approval ? word('submit') : t('send'), loading: busy }}
      cancelBtn={t('keep')}
    >
      <div className={css.dialog}>
        <p>{t('sendText')}</p>
        <MomentReachPanel chosen reach={reach} />
        {approval && <Alert theme="warning" message={word('approval', { above })} />}
      </div>
    </Dialog>
  );
}
