import { defineWords } from '@/shared/i18n';

export const pickerWords = defineWords(
  {
    search: '搜索客户：姓名、备注或完整手机号',
    number: '客户编号',
    nobody: '没有找到客户',
    anonymous: '客户 #{id}',
  },
  {
    search: 'Find a customer: name, remark or whole phone number',
    number: 'Number of a customer',
    nobody: 'Nobody found',
    anonymous: 'Customer #{id}',
  },
);
