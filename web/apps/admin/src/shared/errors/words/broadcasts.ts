import { defineWords } from '@/shared/i18n';

/** What may be refused of a broadcast that others work on too. */
export const broadcastErrors = defineWords(
  {
    'outreach.broadcast_state': '这次群发的状态已经变化',
    'outreach.broadcast_changed': '这次群发刚被别人改过或发送了',
    'outreach.broadcast_changed.mend': '请重新打开，看过现在的样子再决定。',
  },
  {
    'outreach.broadcast_state': 'This broadcast has moved on',
    'outreach.broadcast_changed': 'Somebody has just changed or sent this broadcast',
    'outreach.broadcast_changed.mend': 'Open it again, and decide once you have seen how it is now.',
  },
);
