import { defineWords } from '@/shared/i18n';

/** What may be refused of customer groups: as an audience, and of their welcome templates. */
export const groupErrors = defineWords(
  {
    'outreach.unknown_group': '选的群、群标签、群主或部门有的已经不在',
    'outreach.unknown_group.mend': '刷新页面，重新选择。',
    'outreach.bad_groups': '选群的条件不成立',
    'outreach.bad_groups.mend': '逐个选群和按条件选群只能用一种；最多人数不能小于最少人数。',
    'acquisition.group_welcome_not_found': '没有这条入群欢迎语',
    'acquisition.group_welcome_state': '这条入群欢迎语现在不能这样做',
    'acquisition.library_full': '入群欢迎语已有 {held} 条，企业微信最多 100 条',
    'acquisition.bad_group_welcome': '入群欢迎语有误',
  },
  {
    'outreach.unknown_group': 'Some of the groups, tags, owners or departments are no longer there',
    'outreach.unknown_group.mend': 'Reload the page and choose again.',
    'outreach.bad_groups': 'These conditions for groups cannot be meant',
    'outreach.bad_groups.mend':
      'Choose groups one by one or by conditions, not both; the most cannot be below the least.',
    'acquisition.group_welcome_not_found': 'There is no such welcome template',
    'acquisition.group_welcome_state': 'The welcome template does not allow this now',
    'acquisition.library_full': 'There are {held} welcome templates; WeCom takes 100',
    'acquisition.bad_group_welcome': 'The welcome template cannot be used',
  },
);
