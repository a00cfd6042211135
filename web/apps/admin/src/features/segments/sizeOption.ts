import type { SegmentSizes } from '@lingqu/api';

import { type ChartOption, COLOURS, INK } from '@/shared/ui';

interface SizeWords {
  size: string;
  entered: string;
  left: string;
  /** What an edit did, such as “+120 −4”. */
  edited: (letIn: number, putOut: number) => string;
  number: (value: number) => string;
}

const [BLUE = '', GREEN = '', , RUST = ''] = COLOURS;
const LEFT = 64;
const FEW_POINTS = 31;

/** The size as a line, and below it who came and went each day; days of an edit are marked. */
export function sizeOption({ days }: SegmentSizes, words: SizeWords): ChartOption {
  const points = days.map((one) => one.day.slice(5));
  const axis = { type: 'category' as const, data: points, axisTick: { show: false } };
  const rule = { lineStyle: { color: '#eceef2' } };
  const label = { color: INK, formatter: (value: number) => words.number(Math.abs(value)) };
  const edits = days.filter((one, index) => one.let_in + one.put_out > 0 && !isFirst(days, index));
  return {
    animation: false,
    color: ['#0052d9', GREEN, RUST],
    aria: { enabled: true },
    grid: [
      { left: LEFT, right: 16, top: 64, height: 128 },
      { left: LEFT, right: 16, top: 212, height: 64 },
    ],
    legend: {
      top: 0,
      right: 0,
      icon: 'roundRect',
      itemWidth: 12,
      itemHeight: 4,
      textStyle: { color: INK },
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis',
      confine: true,
      valueFormatter: (value) => (typeof value === 'number' ? words.number(Math.abs(value)) : '–'),
    },
    xAxis: [
      { ...axis, gridIndex: 0, axisLabel: { show: false }, axisLine: { lineStyle: { color: '#dcdfe6' } } },
      {
        ...axis,
        gridIndex: 1,
        axisLine: { show: false },
        axisLabel: { color: INK, hideOverlap: true },
        position: 'bottom',
        offset: 4,
      },
    ],
    yAxis: [
      { type: 'value', gridIndex: 0, scale: true, minInterval: 1, axisLabel: label, splitLine: rule },
      { type: 'value', gridIndex: 1, minInterval: 1, splitNumber: 1, axisLabel: label, splitLine: rule },
    ],
    series: [
      {
        type: 'line',
        name: words.size,
        data: days.map((one) => one.size),
        showSymbol: points.length <= FEW_POINTS,
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { width: 2 },
        areaStyle: { color: BLUE, opacity: 0.16, origin: 'start' },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: INK, type: 'dashed' },
          label: { color: INK, position: 'end', distance: 4 },
          data: edits.map((one) => ({
            xAxis: one.day.slice(5),
            label: { formatter: words.edited(one.let_in, one.put_out) },
          })),
        },
      },
      bar(
        words.entered,
        days.map((one) => one.entered),
      ),
      bar(
        words.left,
        days.map((one) => -one.left),
      ),
    ],
  };
}

/** Whether members were found for the first time that day: that is no edit. */
const isFirst = (days: SegmentSizes['days'], index: number) => (days[index - 1]?.size ?? null) === null;

const bar = (name: string, data: number[]) => ({
  type: 'bar' as const,
  name,
  data,
  xAxisIndex: 1,
  yAxisIndex: 1,
  stack: 'moves',
  barMaxWidth: 16,
});
