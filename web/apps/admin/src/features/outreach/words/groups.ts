import { defineWords } from '@/shared/i18n';

/** Words of broadcasts into customer groups. */
export const groupsWords = defineWords(
  {
    groups: '客户群',
    everyGroup: '全部客户群',
    chosen: '选定的 {count} 个群',
    ofOwners: '群主 {names}',
    ofDepartments: '群主所在 {names}',
    atLeast: '至少 {count} 人',
    atMost: '至多 {count} 人',
    comma: '、',
  },
  {
    groups: 'Customer groups',
    everyGroup: 'All customer groups',
    chosen: '{count} chosen {count|group|groups}',
    ofOwners: 'owned by {names}',
    ofDepartments: 'owners in {names}',
    atLeast: 'at least {count} people',
    atMost: 'at most {count} people',
    comma: ', ',
  },
);
