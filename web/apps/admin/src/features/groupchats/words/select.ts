import { defineWords } from '@/shared/i18n';

/** Words for choosing customer groups. */
export const selectWords = defineWords(
  {
    pickGroups: '按群名查找',
    noGroups: '没有叫这个名字的群',
    people: '{count} 人',
    pickTags: '选择群标签',
    noTags: '还没有群标签',
    tag: '{name}（{count} 个群）',
  },
  {
    pickGroups: 'Find by name',
    noGroups: 'No group of that name',
    people: '{count} people',
    pickTags: 'Choose tags',
    noTags: 'No tags on groups yet',
    tag: '{name} ({count} {count|group|groups})',
  },
);
