import { defineWords } from '@/shared/i18n';

export const reasonWords = defineWords(
  {
    fits: '符合',
    fitsNot: '不符合',
    merged: '已合并到客户 #{id}，以下说的是合并后的这个人',
    outside: '不在任何人群的范围内：没有成员添加过，不在客户群里，也不是会员。条件再符合也不会进入。',
    soonIn: '条件已经符合，成员名单几秒内会跟上。',
    soonOut: '条件已经不符合，成员名单几秒内会跟上。',
    holds: '成立',
    holdsNot: '不成立',
    decides: '决定结果',
    join_all: '以下全部满足',
    join_any: '以下任一满足',
    join_none: '以下都不满足',
    unfold: '另有 {count} 个条件不影响结果',
    fold: '只看决定结果的条件',
  },
  {
    fits: 'Fits',
    fitsNot: 'Does not fit',
    merged: 'merged into customer #{id}; this is about the one person they are',
    outside:
      'Outside of every segment: no member ever added them, they are in no group and no member of yours. Whatever the conditions say, they do not enter.',
    soonIn: 'They fit now; the list of members follows within seconds.',
    soonOut: 'They fit no longer; the list of members follows within seconds.',
    holds: 'holds',
    holdsNot: 'does not hold',
    decides: 'decides',
    join_all: 'All of these',
    join_any: 'Any of these',
    join_none: 'None of these',
    unfold: '{count} more {count|condition makes|conditions make} no difference',
    fold: 'Only what decides',
  },
);
