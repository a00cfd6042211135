import { defineWords } from '@/shared/i18n';

export const uiWords = defineWords(
  {
    copy: '复制',
    copied: '已复制',
    previous: '上一页',
    next: '下一页',
    page: '第 {page} 页',
    total: '共 {total} 条',
    loading: '正在加载',
    product: '灵渠',
    notKnown: '不可知',
  },
  {
    copy: 'Copy',
    copied: 'Copied',
    previous: 'Previous',
    next: 'Next',
    page: 'Page {page}',
    total: '{total} in all',
    loading: 'Loading',
    product: 'Lingqu',
    notKnown: 'not known',
  },
);
