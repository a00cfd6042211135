import type { DeliveryReason, DeliveryState, DeliverySummary } from '@lingqu/api';
import { useState } from 'react';

import { deliveryWords, useMend, useReason } from '@/shared/deliveries';
import { useWords } from '@/shared/i18n';
import { Button, Panel } from '@/shared/ui';

import { type Bar, Bars } from './Bars';
import css from './Explorer.module.css';
import { type DeliveryFilter, REASONS, STATES } from './search';
import { explorerWords } from './words';

/** Reasons that stand there at once; the rest is asked for. */
const FIRST = 5;

interface OutcomesProps {
  summary: DeliverySummary;
  filter: DeliveryFilter;
  onChange: (changed: Partial<DeliveryFilter>) => void;
}

/** What became of them, and why some did not arrive: counted, and each a way to narrow the list. */
export function Outcomes({ summary, filter, onChange }: OutcomesProps) {
  const { t } = useWords(explorerWords);
  const { t: word } = useWords(deliveryWords);
  const reason = useReason();
  const mend = useMend();
  const states = sum(summary, ({ state }) => state);
  const reasons = sum(summary, (one) => one.reason);
  const byCount = (one: { count: number }, other: { count: number }) => other.count - one.count;
  const stateBars: Bar<DeliveryState>[] = STATES.filter((name) => states.has(name)).map((name) => ({
    name,
    label: word(name),
    count: states.get(name) ?? 0,
  }));
  const [all, setAll] = useState(false);
  const reasonBars: Bar<DeliveryReason>[] = REASONS.filter((name) => reasons.has(name)).map((name) => ({
    name,
    label: reason(name),
    help: mend(name),
    count: reasons.get(name) ?? 0,
  }));
  const ranked = reasonBars.sort(byCount);
  const shown = ranked.filter(({ name }, place) => all || place < FIRST || name === filter.reason);
  return (
    <div className={css.outcomes}>
      <Panel title={t('became')} note={t('inAll', { count: summary.total })}>
        <Bars
          label={t('became')}
          bars={stateBars.sort(byCount)}
          total={summary.total}
          chosen={filter.state}
          onChoose={(state) => onChange({ state })}
        />
      </Panel>
      <Panel title={t('why')} note={t('whyNote')}>
        {reasonBars.length === 0 ? (
          <p className={css.quiet}>{t('noReasons')}</p>
        ) : (
          <Bars
            label={t('why')}
            bars={shown}
            total={summary.total}
            chosen={filter.reason}
            onChoose={(chosen) => onChange({ reason: chosen })}
          />
        )}
        {shown.length < ranked.length && (
          <Button variant="text" onClick={() => setAll(true)}>
            {t('moreReasons', { count: ranked.length - shown.length })}
          </Button>
        )}
      </Panel>
    </div>
  );
}

function sum(
  { outcomes }: DeliverySummary,
  keyOf: (outcome: DeliverySummary['outcomes'][number]) => string | null,
): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const one of outcomes) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + one.count);
  return counts;
}
