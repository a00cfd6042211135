import { defineWords } from '@/shared/i18n';

export const glanceWords = defineWords(
  {
    spent: '累计消费',
    nothing: '还没有消费',
    orders: '{count} 单，最近',
    segments: '所在人群',
    count: '{count} 个',
    failed: '暂时读不到',
  },
  {
    spent: 'Spent in all',
    nothing: 'Nothing yet',
    orders: '{count} {count|order|orders}, last',
    segments: 'Segments',
    count: '{count}',
    failed: 'cannot be read now',
  },
);
