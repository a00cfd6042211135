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
    'deliveries.dense_picture': '图片缩小后仍超过 2 MB，请存成 JPG 再上传',
    'deliveries.bad_video': '视频须为 MP4，不超过 10 MB',
    'deliveries.long_video': '视频长 {seconds} 秒，企业微信最多接受 {most_seconds} 秒',
  },
  {
    'outreach.moment_not_found': 'No such moment',
    'outreach.moment_not_found.mend': 'Go back to the list of moments.',
    'outreach.moment_state': 'This moment has moved on',
    'outreach.unknown_sender': 'Some members or departments do not exist',
    'outreach.nobody_publishes': 'None of these members can publish',
    'outreach.nobody_publishes.mend': 'They have no customers or have left: choose others.',
    'outreach.bad_start': 'The time is too far ahead',
    'deliveries.dense_picture': 'Made smaller, the picture still has more than 2 MB: save it as JPG',
    'deliveries.bad_video': 'A video is an MP4 of at most 10 MB',
    'deliveries.long_video': 'The video plays {seconds} s; WeCom takes {most_seconds}',
  },
);
