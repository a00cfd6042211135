import { defineWords } from '@/shared/i18n';

export const overlapWords = defineWords(
  {
    title: '与其他人群的重叠',
    alone: '{size} 人中有 {alone} 人不在其他任何人群里。',
    ofOurs: '占 {share}',
    ofTheirs: '占对方 {size} 人的 {share}',
    building: '计算中',
    empty: '还没有其他人群',
    emptyText: '有了第二个人群，这里显示两边有多少相同的客户。',
    none: '和其他人群没有相同的客户。',
    all: '显示全部 {count} 个',
    less: '收起',
  },
  {
    title: 'Overlap with other segments',
    alone: 'Of {size} customers, {alone} are in no other segment.',
    ofOurs: '{share} of this one',
    ofTheirs: '{share} of that one’s {size}',
    building: 'Counting',
    empty: 'No other segments yet',
    emptyText: 'With a second segment you see here how many customers the two share.',
    none: 'No customer in common with another segment.',
    all: 'Show all {count}',
    less: 'Show fewer',
  },
);
