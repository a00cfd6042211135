import { defineWords } from '@/shared/i18n';

export const whyWords = defineWords(
  {
    title: '为什么在 / 为什么不在',
    whom: '查哪位客户',
    hint: '选一位客户，看每个条件成立与否，以及依据的数据。',
    try: '现在符合的几位：',
    unknown: '没有这位客户。',
    customerNumber: '客户 #{id}',
    open: '为什么？',
    openFor: '{name} 为什么符合',
    anyone: '查一位客户为什么符合或不符合',
    drawer: '为什么符合 / 为什么不符合',
  },
  {
    title: 'Why in, why not',
    whom: 'Which customer',
    hint: 'Choose a customer to see which conditions hold, and what was found.',
    try: 'Some who fit now:',
    unknown: 'There is no such customer.',
    customerNumber: 'Customer #{id}',
    open: 'Why?',
    openFor: 'Why {name} fits',
    anyone: 'Ask why a customer fits or does not',
    drawer: 'Why they fit, or do not',
  },
);
