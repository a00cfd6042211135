import { defineWords } from '@/shared/i18n';

export const textWords = defineWords(
  {
    label: '人群定义（文本）',
    help: '与 lingqu segments 命令相同的 YAML：名称代替编号。注释不会保存。',
    writing: '正在写出文本…',
    fine: '文本正确，右侧为它的人数。',
    faulty: '有 {count} 处错误；改好之后才能保存。',
    place: '第 {line} 行，第 {column} 列',
  },
  {
    label: 'Definition (text)',
    help: 'The YAML of the command lingqu segments: names stand for numbers. Comments are not kept.',
    writing: 'Writing the text…',
    fine: 'The text is sound; at the right you see how many fit.',
    faulty: '{count} {count|fault|faults}; it can be saved once they are mended.',
    place: 'Line {line}, column {column}',
  },
);
