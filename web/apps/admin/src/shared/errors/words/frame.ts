import { defineWords } from '@/shared/i18n';

/** The frame around every error, and what to do when a code has no advice of its own (`status.…`). */
export const frameWords = defineWords(
  {
    unknown: '操作没有完成',
    code: '错误码 {code}',
    retry: '重试',
    'status.0': '请检查网络，或确认灵渠服务仍在运行。',
    'status.400': '请检查后重试，或把错误码告诉管理员。',
    'status.403': '你的角色看不到这里。需要时请联系企业的所有者或管理员。',
    'status.404': '它可能已被删除，或链接不完整。',
    'status.409': '状态可能已经变化，请刷新后再试。',
    'status.422': '请按提示修改后重试。',
    'status.500': '请稍后重试；如果一直如此，请到「系统检查」查看原因。',
  },
  {
    unknown: 'That did not work',
    code: 'Code {code}',
    retry: 'Try again',
    'status.0': 'Check the network, and that Lingqu is still running.',
    'status.400': 'Check and try again, or tell an admin the code.',
    'status.403': 'Your role cannot see this. Ask the owner or an admin of your company.',
    'status.404': 'It may have been removed, or the link is incomplete.',
    'status.409': 'Things may have moved on; reload and try again.',
    'status.422': 'Correct what is marked and try again.',
    'status.500': 'Try again shortly; if it lasts, look at “System check” for the cause.',
  },
);
