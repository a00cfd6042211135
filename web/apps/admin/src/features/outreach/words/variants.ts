import { defineWords } from '@/shared/i18n';

export const variantWords = defineWords(
  {
    variants: '各版本',
    variantsNote: '抽签分给客户，每人一个版本。这里只有数字，差别有多可信还不判断。',
    variant: '版本',
    variantShare: '版本 {key} · {share}',
    share: '比例',
    deliveredRate: '送达率',
    skippedCount: '没有发送',
    nobodyPlanned: '还没有计划发给谁',
    contents: '内容版本',
    titled: '版本 {key}',
    addVariant: '再加一个版本',
    removeVariant: '删除版本 {key}',
    shareOf: '抽到这个版本的比例',
    shareAlone: '每位客户只收到一个版本，抽一次就不再变；各版本合计 100%。成员要为每个版本各确认一次',
    shareOfProgramme:
      '每位客户只收到一个版本；同一计划里字母相同的版本总是发给同一批人，改比例只影响还没抽过的人。成员要为每个版本各确认一次',
    needWhole: '各版本合计要等于 100%，每个版本都大于 0%，现在合计 {sum}',
  },
  {
    variants: 'Versions',
    variantsNote:
      'Drawn by lot, one for each customer. These are numbers only: how sure a difference is, is not judged yet.',
    variant: 'Version',
    variantShare: 'Version {key} · {share}',
    share: 'Share',
    deliveredRate: 'Rate',
    skippedCount: 'Not sent',
    nobodyPlanned: 'Nobody is planned yet',
    contents: 'Versions',
    titled: 'Version {key}',
    addVariant: 'Add a version',
    removeVariant: 'Remove version {key}',
    shareOf: 'Share who get this version',
    shareAlone:
      'Each customer gets one version, drawn once; all shares are 100% together. Members confirm once for each version',
    shareOfProgramme:
      'Each customer gets one version. Within a programme the same letter always goes to the same people; changed shares hold for those not drawn yet. Members confirm once for each version',
    needWhole: 'All shares must be 100% together, none of them 0%; now they are {sum}',
  },
);
