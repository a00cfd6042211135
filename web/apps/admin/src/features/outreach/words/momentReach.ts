import { defineWords } from '@/shared/i18n';

/** Who would see a moment, counted while it is written. */
export const momentReachWords = defineWords(
  {
    nevertheless: '{count} 人仍会看到，虽然：{reason}',
    counting: '正在统计',
    reach: '现在能看到的客户',
    reachStaff: '由 {count} 名成员发表',
    overCap: '其中 {count} 人本月已看过 {most} 条，企业微信不会再展示',
    marks: '要先标记 {count} 位客户，约需 {minutes} 分钟',
    choose: '选择后，这里实时显示人数',
    nobody: '没有客户能看到它',
  },
  {
    nevertheless: '{count} see it nevertheless: {reason}',
    counting: 'Counting',
    reach: 'Customers who could see it now',
    reachStaff: 'published by {count} {count|member|members}',
    overCap: '{count} of them saw {most} this month already: WeCom will not show it to them',
    marks: '{count} {count|customer is|customers are} marked first, about {minutes} {minutes|minute|minutes}',
    choose: 'Once you choose, this counts customers',
    nobody: 'Nobody could see it',
  },
);
