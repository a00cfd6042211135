import { defineWords } from '@/shared/i18n';

/** What may be refused of customer groups as an audience. */
export const groupErrors = defineWords(
  {
    'outreach.unknown_group': '选的群、群标签、群主或部门有的已经不在',
    'outreach.unknown_group.mend': '刷新页面，重新选择。',
    'outreach.bad_groups': '选群的条件不成立',
    'outreach.bad_groups.mend': '逐个选群和按条件选群只能用一种；最多人数不能小于最少人数。',
  },
  {
    'outreach.unknown_group': 'Some of the groups, tags, owners or departments are no longer there',
    'outreach.unknown_group.mend': 'Reload the page and choose again.',
    'outreach.bad_groups': 'These conditions for groups cannot be meant',
    'outreach.bad_groups.mend':
      'Choose groups one by one or by conditions, not both; the most cannot be below the least.',
  },
);
