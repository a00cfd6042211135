import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | AriaComponentOption
  | GridComponentOption
  | LegendComponentOption
  | MarkLineComponentOption
  | TooltipComponentOption
>;

export interface Series {
  name: string;
  values: (number | null)[];
  kind: 'line' | 'bar';
}

/** Pale blue, green, grey, rust: told apart by lightness too. */
export const COLOURS = ['#8bb2f9', '#00875a', '#7a8194', '#c25100'];
export const INK = '#5c6270';

/** An option for counts over ordered points (minutes, days): no animation, so that live data does not dance. */
export function countsOver(points: string[], series: Series[]): ChartOption {
  return {
    animation: false,
    color: COLOURS,
    aria: { enabled: true },
    grid: { left: 0, right: 8, top: 36, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0, right: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 4, textStyle: { color: INK } },
    tooltip: { trigger: 'axis', confine: true },
    xAxis: {
      type: 'category',
      data: points,
      boundaryGap: series.some((one) => one.kind === 'bar'),
      axisLine: { lineStyle: { color: '#dcdfe6' } },
      axisTick: { show: false },
      axisLabel: { color: INK, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: INK },
      splitLine: { lineStyle: { color: '#eceef2' } },
    },
    series: series.map((one) =>
      one.kind === 'bar'
        ? { type: 'bar', name: one.name, data: one.values, barMaxWidth: 20, stack: 'all' }
        : {
            type: 'line',
            name: one.name,
            data: one.values,
            showSymbol: points.length === 1,
            lineStyle: { width: 2 },
            smooth: 0.2,
          },
    ),
  };
}
