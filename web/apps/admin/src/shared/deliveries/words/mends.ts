import { defineWords } from '@/shared/i18n';

/** For each reason: what it means for the operator, and what mends it. */
export const mendWords = defineWords(
  {
    too_late: '回调来得太晚，或工作进程当时停着。到「系统检查」看回调与工作进程；成员仍可在聊天里手动问候。',
    code_spent: '欢迎码只能用一次，多半是别的应用先用了。每位成员只让一个应用发欢迎语。',
    already_greeted: '客户已有人招呼，不用再做什么。',
    archive_not_agreed: '成员开了会话存档，客户同意后才能发。请成员在聊天中请客户确认。',
    lost_answer: '为免重复，灵渠不会再发一次。到成员的企业微信里看是否已有这条消息，再到群发页登记。',
    no_welcome: '这个渠道此时段没有欢迎语。到渠道码里补上，或设一条全天的。',
    console_welcome: '到企业微信管理后台「客户联系 → 欢迎语」删掉这些成员的欢迎语。',
    not_friend: '客户已删除成员，只能等客户重新添加。可以把这些客户排除在人群之外。',
    over_cap:
      '企业微信限制每位客户、每个客户群收到的群发次数，到下个周期才能再发。少发几次，或把要紧的排在前面。',
    unsendable: '交给企业微信时已不能发：与客户的关系刚断开，或群刚解散、刚转让。下次同步后名单会更新。',
    sender_refused: '给成员开通客户联系权限，并确认在应用可见范围内。',
    media_refused: '换一张 JPG 或 PNG 图片，不超过 2 MB，再发一次。',
    misconfigured: '到「企业微信连接」核对密钥、可信 IP 和权限，再发一次。',
    refused: '打开这次群发看企业微信给的错误码，按说明处理后再发。',
    not_confirmed: '成员在期限内没有点发送。提醒成员，或换在成员有空的时段发。',
    withdrawn: '这次发送被人撤回。需要的话新建一次。',
    no_live_relation: '没有成员是这位客户的好友，只能等客户重新添加。',
    no_follow_user: '给成员开通客户联系权限，或把客户转给有权限的成员。',
    unreadable: '企业微信不让读这位客户。确认成员在应用可见范围内，再同步一次。',
    capped: '你们自己定的上限到了。到「发送规则」看上限，或等下个周期。',
    consent_withdrawn: '尊重客户的选择。客户改变主意后，在客户页登记同意。',
    no_consent: '规则要求先有同意。请成员征得客户同意，再在客户页登记。',
    suppressed: '有人为这位客户设了免打扰。到客户页看原因和截止时间。',
    too_soon: '计划自己定了对一个人多久发一次。等下个周期，或在计划里放宽。',
    outranked: '稍后有更值得的群发，名额留给了它。看「运营日历」，不同意就调整计划的优先级或预计价值。',
    overworked: '成员当天已有规则允许的全部任务。换一天发，或到「发送规则」放宽。',
    held_out: '留作对照，不发才能看出计划有没有用。不用处理。',
    over_budget: '到计划里加预算，或等下一个计划。',
    frozen: '发送被全部停止。所有者或管理员恢复后，需要的再新建。',
    replaced: '另一位客户不再接收，整条任务重新下发给其余客户。成员再确认一次即可。',
    repeated: '此人在同一任务中已有一条相同的消息，不必再发。',
    passed_on: '原成员发不到这位客户，已改由另一位跟进的成员发送。成员确认后就会送达。',
    after_all: '当初让位给另一条群发，那条已取消，现在补发。成员确认后就会送达。',
    by_hand: '企业微信说不清结果，同事看过后登记为没有发出。需要的话新建一次。',
    no_owner: '到企业微信把群转给有客户联系权限的成员，下次同步后就能发。',
    dissolved: '群已经没有了，不用处理。可以把它从群发对象里去掉。',
    not_reached: '企业微信不说是哪一种。到群里看是否已有这条消息；每个群每天、每月能收到的群发也有上限。',
    not_shown: '这位客户当月已看到四条企业朋友圈，或已不是好友。下个月会再展示。',
  },
  {
    too_late:
      'The callback came late, or the worker stood still. See the system check; the member can still say hello in the chat.',
    code_spent:
      'A welcome code works once, and probably another app used it. Let only one app greet for each member.',
    already_greeted: 'Somebody is looking after the customer already; nothing is to be done.',
    archive_not_agreed:
      'The member’s chats are archived, and the customer has to agree first. Have the member ask for it.',
    lost_answer:
      'Lingqu does not send it again, so that nobody gets it twice. Look in the member’s WeCom whether it is there, and record it on the broadcast’s page.',
    no_welcome:
      'The channel has no greeting at that hour. Add one to the channel code, or one for the whole day.',
    console_welcome: 'Delete the members’ greetings in the WeCom console, under customer contact.',
    not_friend:
      'The customer deleted the member and has to add somebody again. Leave such customers out of the segment.',
    over_cap:
      'WeCom bounds what a customer, or a group, gets in a month; more can follow in the next period. Send less, or what matters first.',
    unsendable:
      'At hand-over WeCom could no longer reach them: the contact had just ended, or the group was dissolved or passed on. The next sync shows it.',
    sender_refused: 'Give the member the right of customer contact, within the app’s range.',
    media_refused: 'Use another JPG or PNG of at most 2 MB, and send again.',
    misconfigured: 'Check secret, trusted IP and permissions under WeCom connection, and send again.',
    refused: 'Open the broadcast to see WeCom’s error code, do what it asks, and send again.',
    not_confirmed: 'The member did not press send in time. Remind them, or send when they have time.',
    withdrawn: 'Somebody took this send back. Make a new one if it is needed.',
    no_live_relation: 'No member is a contact of the customer, who has to add one again.',
    no_follow_user:
      'Give the member the right of customer contact, or hand the customer to somebody who has it.',
    unreadable:
      'WeCom does not let us read the customer. See that the member is in the app’s range, and sync again.',
    capped: 'Your own cap is reached. See the sending rules, or wait for the next period.',
    consent_withdrawn: 'Respect it. Should they change their mind, record it on the customer’s page.',
    no_consent: 'Your rules demand a yes first. Have the member ask, and record it on the customer’s page.',
    suppressed: 'Somebody asked for peace for this customer; their page says why and until when.',
    too_soon:
      'The programme says how often it writes to a person. Wait for the next period, or widen it there.',
    outranked:
      'Something due later is worth more and got the place. See the calendar; change priority or value where you disagree.',
    overworked:
      'The member has all tasks that the rules allow that day. Choose another day, or widen the rules.',
    held_out: 'Left out on purpose, so that the effect can be seen. Nothing is to be done.',
    over_budget: 'Raise the programme’s budget, or wait for another programme.',
    frozen:
      'Everything was stopped. Once the owner or an admin lets it go on, make anew what is still needed.',
    replaced:
      'Another customer withdrew, so the task is made anew for the others; the member confirms once more.',
    repeated: 'The same task already brings this person the same message. Nothing needs to be done.',
    passed_on:
      'The first member could not reach the customer; another member who has them is asked and confirms.',
    after_all:
      'They had given way to another broadcast that was cancelled since; the member is asked and confirms.',
    by_hand:
      'WeCom could not tell, and a colleague who looked recorded that it was not sent. Send anew if it is needed.',
    no_owner:
      'In WeCom pass the group to a member who may contact customers; after the next sync it can be written to.',
    dissolved: 'The group is gone; leave it out next time.',
    not_reached:
      'WeCom does not say which. Look into the group whether it is there; groups have caps of their own, too.',
    not_shown:
      'The customer has seen four moments of the company this month, or is no contact any more. Next month they are shown again.',
  },
);
