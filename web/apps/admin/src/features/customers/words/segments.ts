import { defineWords } from '@/shared/i18n';

export const segmentsWords = defineWords(
  {
    none: '现在不在任何人群里',
    noneText: '符合某个人群的条件后，会自动列在这里。',
    size: '共 {size} 人',
    entered: '进入',
    sinceUnknown: '进入时间没有记录',
    data: '因为数据变化',
    time: '因为时间推移',
    definition: '建立人群或修改条件时算入',
    why: '为什么在',
    whyIn: '为什么在「{name}」',
    close: '收起',
    whyNot: '为什么不在',
    choose: '选一个其他人群',
  },
  {
    none: 'In no segment now',
    noneText: 'Segments whose conditions this customer fits are listed here by themselves.',
    size: '{size} in all',
    entered: 'entered',
    sinceUnknown: 'since when is not recorded',
    data: 'because data changed',
    time: 'because time passed',
    definition: 'when it was made or edited',
    why: 'Why',
    whyIn: 'Why in “{name}”',
    close: 'Close',
    whyNot: 'Why not in',
    choose: 'Choose another segment',
  },
);
