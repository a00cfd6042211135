import type { Count, Op, Window } from '@lingqu/api';
import { InputNumber } from 'tdesign-react';

import { serverNow } from '@/shared/clock';
import { type KeyOf, useWords } from '@/shared/i18n';
import { DayField, plainNumber } from '@/shared/ui';

import css from './Builder.module.css';
import { durationOf, spanOf } from './durations';
import { Part } from './Part';
import { Pick } from './Picks';
import { leafWords } from './words/leaves';

type WindowKind = Window['kind'] | 'any';
const WINDOWS: Record<WindowKind, KeyOf<typeof leafWords>> = {
  any: 'windowAny',
  last: 'windowLast',
  days: 'windowDays',
  between: 'windowBetween',
};
const WIDE: Record<WindowKind, number> = { any: 3, last: 6, days: 9, between: 12 };
const KINDS = Object.keys(WINDOWS) as WindowKind[];
const CHINA = '+08:00';
const DAY_OFFSET_MS = 8 * 3_600_000;

interface WindowPartProps {
  label: string;
  at: string;
  value: Window | null | undefined;
  onChange: (window: Window | undefined) => void;
}

/** Today on the corp's clock, which need not be the reader's. */
const today = (): string => new Date(serverNow() + DAY_OFFSET_MS).toISOString().slice(0, 10);

function fresh(kind: WindowKind): Window | undefined {
  if (kind === 'last') return { kind, duration: 'P30D' };
  if (kind === 'days') return { kind, first: today(), last: today() };
  return kind === 'between' ? { kind, since: `${today()}T00:00:00${CHINA}` } : undefined;
}

/** When: any time, the last n days or hours, days of the calendar, or instants. */
export function WindowPart({ label, at, value, onChange }: WindowPartProps) {
  const { t } = useWords(leafWords);
  const kind = value?.kind ?? 'any';
  return (
    <Part label={label} at={at} wide={WIDE[kind]}>
      <div className={kind === 'days' || kind === 'between' ? `${css.row} ${css.window}` : css.row}>
        <span className={css.short}>
          <Pick
            value={kind}
            options={KINDS.map((one) => ({ value: one, label: t(WINDOWS[one] as 'windowAny') }))}
            onChange={(chosen) => onChange(fresh(chosen))}
          />
        </span>
        <Edges value={value} onChange={onChange} />
      </div>
    </Part>
  );
}

function Edges({ value, onChange }: EdgesProps) {
  if (value?.kind === 'last') {
    return <SpanField value={value.duration} onChange={(duration) => onChange({ kind: 'last', duration })} />;
  }
  if (value?.kind === 'days') {
    // Two fields, not a range: each takes a day as it is typed, in whatever order.
    const edge = (name: 'first' | 'last') => (
      <DayField value={value[name]} onChange={(day) => onChange({ ...value, [name]: day })} />
    );
    return (
      <span className={css.edges}>
        {edge('first')}
        <i aria-hidden="true">–</i>
        {edge('last')}
      </span>
    );
  }
  if (value?.kind !== 'between') return null;
  const edge = (name: 'since' | 'before') => (
    <DayField
      format="YYYY-MM-DD HH:mm:ss"
      clearable
      value={shown(value[name])}
      onChange={(at) => onChange({ ...value, [name]: at === '' ? null : stamp(at) })}
    />
  );
  return (
    <span className={`${css.edges} ${css.instants}`}>
      {edge('since')}
      <i aria-hidden="true">–</i>
      {edge('before')}
    </span>
  );
}

type EdgesProps = Omit<WindowPartProps, 'label' | 'at'>;
const stamp = (text: string): string => `${text.replace(' ', 'T')}${CHINA}`;
const shown = (instant: string | null | undefined): string =>
  instant === null || instant === undefined
    ? ''
    : new Date(Date.parse(instant) + DAY_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');

interface SpanFieldProps {
  value: string;
  onChange: (duration: string) => void;
}

/** A duration in days or hours. */
export function SpanField({ value, onChange }: SpanFieldProps) {
  const { t } = useWords(leafWords);
  const span = spanOf(value);
  return (
    <>
      <InputNumber
        theme="normal"
        className={css.number}
        min={0}
        value={span.amount}
        onChange={(amount) => onChange(durationOf({ ...span, amount: Number(amount) }))}
      />
      <span className={css.unit}>
        <Pick
          value={span.unit}
          options={[
            { value: 'day', label: t('day') },
            { value: 'hour', label: t('hour') },
          ]}
          onChange={(unit) => onChange(durationOf({ ...span, unit }))}
        />
      </span>
    </>
  );
}

const ORDER: readonly Op[] = ['ge', 'gt', 'eq', 'ne', 'le', 'lt'];

interface CountPartProps {
  label: string;
  value: Count | undefined;
  onChange: (count: Count) => void;
}

/** A comparison with a whole number; nought is one of them. */
export function CountPart({ label, value = { op: 'ge', n: 1 }, onChange }: CountPartProps) {
  return (
    <Part label={label} at=".count" wide={4}>
      <Comparison op={value.op ?? 'ge'} value={value.n ?? 1} onChange={(op, n) => onChange({ op, n })} />
    </Part>
  );
}

interface ComparisonProps {
  op: Op;
  value: number;
  decimals?: number;
  onChange: (op: Op, value: number) => void;
}

/** How, and with which number. */
export function Comparison({ op, value, decimals = 0, onChange }: ComparisonProps) {
  const { t } = useWords(leafWords);
  return (
    <div className={css.row}>
      <Pick
        value={op}
        options={ORDER.map((one) => ({ value: one, label: t(one as 'ge') }))}
        onChange={(chosen) => onChange(chosen, value)}
      />
      <InputNumber
        theme="normal"
        className={css.number}
        min={0}
        decimalPlaces={decimals}
        format={plainNumber}
        value={value}
        onChange={(number) => onChange(op, Number(number))}
      />
    </div>
  );
}
