import type { Delivery } from '@lingqu/api';
import { Tag } from 'tdesign-react';

import { deliveryWords, useMend, useReason } from '@/shared/deliveries';
import { useWords } from '@/shared/i18n';

import css from './Explorer.module.css';
import type { DeliveryFilter } from './search';
import { explorerWords } from './words';

interface NarrowedProps {
  filter: DeliveryFilter;
  /** A row of the list, to name what the filter only numbers. */
  sample: Delivery | undefined;
  onChange: (changed: Partial<DeliveryFilter>) => void;
}

/** What narrows the list without a field of its own; each can be let go. */
export function Narrowed({ filter, sample, onChange }: NarrowedProps) {
  const { t } = useWords(explorerWords);
  const { t: word } = useWords(deliveryWords);
  const reason = useReason();
  const mend = useMend();
  const { state, reason: why, broadcast_id, moment_id } = filter;
  const told: [keyof DeliveryFilter, string][] = [];
  if (state !== undefined) told.push(['state', word(state)]);
  if (why !== undefined) told.push(['reason', reason(why)]);
  if (broadcast_id !== undefined)
    told.push(['broadcast_id', t('ofBroadcast', { name: sample?.broadcast?.name ?? `#${broadcast_id}` })]);
  if (moment_id !== undefined)
    told.push(['moment_id', t('ofMoment', { name: sample?.moment?.name ?? `#${moment_id}` })]);
  if (told.length === 0) return null;
  return (
    <div className={css.narrowed}>
      {told.map(([key, label]) => (
        <Tag
          key={key}
          closable
          variant="light"
          theme="primary"
          onClose={() => onChange({ [key]: undefined })}
        >
          {label}
        </Tag>
      ))}
      {why !== undefined && <p className={css.quiet}>{mend(why)}</p>}
    </div>
  );
}
