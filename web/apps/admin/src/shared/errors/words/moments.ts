import { defineWords } from '@/shared/i18n';

export const momentErrors = defineWords(
  {
    'outreach.moment_not_found': '没有这条朋友圈',
    'outreach.moment_not_found.mend': '请回到朋友圈列表。',
    'outreach.moment_state': '这条朋友圈的状态已经变化',
    'outreach.unknown_sender': '有发表成员或部门不存在',
    'outreach.nobody_publishes': '选中的成员都不能发表',
    'outreach.nobody_publishes.mend': '他们没有客户或已离职，请换其他成员或部门。',
    'outreach.bad_start': '发布时间太远',
  },
  {
    'outreach.moment_not_found': 'No such moment',
    'outreach.moment_not_found.mend': 'Go back to the list of moments.',
    'outreach.moment_state': 'This moment has moved on',
    'outreach.unknown_sender': 'Some members or departments do not exist',
    'outreach.nobody_publishes': 'None of these members can publish',
    'outreach.nobody_publishes.mend': 'They have no customers or have left: choose others.',
    'outreach.bad_start': 'The time is too far ahead',
  },
);
