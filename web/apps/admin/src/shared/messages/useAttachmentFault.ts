import type { MaterialAttachment } from '@lingqu/api';

import { useWords } from '@/shared/i18n';

import { faultOf } from './limits';
import { messageWords } from './words';

/** Says what is wrong with an attachment; nothing when it can be sent. */
export function useAttachmentFault(): (attachment: MaterialAttachment) => string {
  const { t } = useWords(messageWords);
  return (attachment) => {
    const fault = faultOf(attachment);
    return fault === null ? '' : t(fault);
  };
}
