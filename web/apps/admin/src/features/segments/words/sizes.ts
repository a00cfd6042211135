import { defineWords } from '@/shared/i18n';

export const sizeWords = defineWords(
  {
    title: '人数变化',
    days: '{days} 天',
    size: '人数',
    entered: '进入',
    left: '离开',
    edited: '改条件 {moves}',
    summary: '{days} 天里进入 {entered} 人次，离开 {left} 人次；不含修改条件带来的变化，那些天用虚线标出。',
    since: '{day} 之前没有记录，图上留空。',
    building: '正在按新条件重新计算，今天的人数还是旧版本的。',
    label: '{days} 天的人数变化：进入 {entered} 人次，离开 {left} 人次',
    empty: '还没有人数记录',
    emptyText: '从第一次变化起，每天的人数都会画在这里。',
    emptyBuilding: '成员正在计算，算出来以后，每天的人数都会画在这里。',
  },
  {
    title: 'Size over time',
    days: '{days} days',
    size: 'Size',
    entered: 'Entered',
    left: 'Left',
    edited: 'edited {moves}',
    summary:
      'In {days} days {entered} entered and {left} left; what edits changed is not among them, their days have a dashed line.',
    since: 'Nothing is recorded before {day}: the chart is empty there.',
    building:
      'It is being counted by the new conditions; the size of today is still that of the former version.',
    label: 'Size over {days} days: {entered} entered, {left} left',
    empty: 'No sizes recorded yet',
    emptyText: 'From the first change on, the size of every day is drawn here.',
    emptyBuilding: 'Its members are being found; then the size of every day is drawn here.',
  },
);
