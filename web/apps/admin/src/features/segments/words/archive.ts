import { defineWords } from '@/shared/i18n';

export const archiveWords = defineWords(
  {
    archive: '归档',
    cancel: '取消',
    understood: '知道了',
    ask: '归档「{name}」？',
    askText: '归档后不再计算成员，也不能再被其他人群引用或用于群发；版本和进出记录都会保留。归档后不能恢复。',
    inUse: '还有人群在引用它',
    inUseText: '先修改下面这些人群的条件，再归档：',
    done: '「{name}」已归档',
    archived: '已归档',
    usedBy: '被引用',
    usedByCount: '{count} 个人群的条件里用到它',
  },
  {
    archive: 'Archive',
    cancel: 'Cancel',
    understood: 'Close',
    ask: 'Archive “{name}”?',
    askText:
      'Nobody enters or leaves it any more, and no other segment or broadcast can use it. Versions and records stay. This cannot be undone.',
    inUse: 'Other segments use it',
    inUseText: 'Change the conditions of these first:',
    done: '“{name}” is archived',
    archived: 'Archived',
    usedBy: 'Used by',
    usedByCount: '{count} {count|segment reads|segments read} it',
  },
);
