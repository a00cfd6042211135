import { defineWords } from '@/shared/i18n';

export const segmentSelectWords = defineWords(
  {
    pick: '搜索或选择人群',
    people: '{count} 人',
    building: '计算中',
    none: '还没有人群，先圈定要触达的客户：',
    create: '新建人群',
    nothingFound: '没有这个名称的人群',
  },
  {
    pick: 'Search or choose a segment',
    people: '{count}',
    building: 'Being found',
    none: 'There are no segments yet. First say whom you want to reach:',
    create: 'New segment',
    nothingFound: 'No segment of this name',
  },
);
