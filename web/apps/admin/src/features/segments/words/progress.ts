import { defineWords } from '@/shared/i18n';

export const progressWords = defineWords(
  {
    building: '计算中',
    counted: '计算中 {found}/{needed}',
    waiting: '等待中',
    title: '正在计算成员',
    first: '算完之后才有人数和成员。',
    before: '算完之前，人数和成员仍是上一版的。',
    done: '已查完 {found} / {needed} 个条件',
    people: '正在清点企业的全部客户，清点完后继续。',
    history_unavailable: '这台服务器没有启用历史库，查行为和订单的条件算不出来；请联系管理员启用。',
    history_not_ready: '历史库正在补录全部记录，补完后自动继续。',
    history_down: '历史库暂时没有响应，恢复后自动继续。',
    history_limit: '有一个条件查历史时超过了时间或内存上限，会一直重试；缩小它的时间范围会更快。',
    history_refused: '历史库拒绝了一个条件的查询，请联系管理员查看系统检查。',
    comma: '、',
    segments: '先等引用的人群算完：{names}。',
    firing: '上一版的触发还没有通知完所有客户，通知完后继续。',
  },
  {
    building: 'Counting',
    counted: 'Counting {found}/{needed}',
    waiting: 'Waiting',
    title: 'Finding its members',
    first: 'There is no size until it is done.',
    before: 'Until it is done, size and members are those of the version before.',
    done: '{found} of {needed} conditions asked',
    people: 'All customers of the company are being counted first.',
    history_unavailable:
      'History is turned off on this server, so conditions on events and orders cannot be answered; ask an admin to turn it on.',
    history_not_ready: 'History is still taking in all that was recorded; this goes on by itself.',
    history_down: 'History does not answer for now; this goes on by itself once it does.',
    history_limit:
      'One condition takes more time or memory than history allows. It is tried again and again; a shorter span of time helps.',
    history_refused: 'History refused one condition; ask an admin to look at the system check.',
    comma: ', ',
    segments: 'Segments that it reads are found first: {names}.',
    firing: 'The trigger of the version before has not reached all customers yet; this goes on after it.',
  },
);
