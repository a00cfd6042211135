import { defineWords } from '@/shared/i18n';

export const taskErrors = defineWords(
  {
    'tasks.order_not_found': '没有这张任务单',
    'tasks.order_not_found.mend': '请回到任务单列表。',
    'tasks.bad_order': '任务单没有填完整，或写得太长',
    'tasks.bad_deadline': '截止时间太近或太远',
    'tasks.bad_deadline.mend': '请选 10 分钟以后、92 天以内。',
    'tasks.unknown_tag': '标签不存在，或已删除',
    'tasks.unknown_segment': '这个人群现在不能用',
    'tasks.unknown_segment.mend': '它已归档，或成员还在计算。请换一个，或稍后再试。',
    'tasks.bad_audience': '请选择谁来做',
    'tasks.audience_empty': '现在没有人会收到任务',
    'tasks.audience_empty.mend': '请换其他成员、标签或人群。',
    'tasks.audience_too_large': '客户太多：{customers} 位，最多 {most} 位',
    'tasks.audience_too_large.mend': '请缩小范围，或改用群发。',
  },
  {
    'tasks.order_not_found': 'No such work order',
    'tasks.order_not_found.mend': 'Go back to the list of work orders.',
    'tasks.bad_order': 'Something of the work order is missing, or too long',
    'tasks.bad_deadline': 'The deadline is too near, or too far',
    'tasks.bad_deadline.mend': 'Choose from ten minutes to 92 days from now.',
    'tasks.unknown_tag': 'There is no such tag, or no longer',
    'tasks.unknown_segment': 'This segment cannot be used now',
    'tasks.unknown_segment.mend':
      'It was put away, or its members are being found. Choose another, or try later.',
    'tasks.bad_audience': 'Choose who does it',
    'tasks.audience_empty': 'Nobody would get a task',
    'tasks.audience_empty.mend': 'Choose other members, tags or another segment.',
    'tasks.audience_too_large': 'Too many customers: {customers}, at most {most}',
    'tasks.audience_too_large.mend': 'Narrow it down, or send a broadcast.',
  },
);
