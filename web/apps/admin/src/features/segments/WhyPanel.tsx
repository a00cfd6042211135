import type { Definition, Segment } from '@lingqu/api';
import { useState } from 'react';

import type { Picked } from '@/features/customers';
import { useWords } from '@/shared/i18n';
import { Panel } from '@/shared/ui';

import css from './Understanding.module.css';
import { usePreview } from './usePreview';
import { Why } from './Why';
import { whyWords } from './words/why';

const FEW = 5;

/** Why a customer is in this segment, or is not. */
export function WhyPanel({ segment }: { segment: Segment }) {
  const { t } = useWords(whyWords);
  const [picked, setPicked] = useState<Picked | null>(null);
  return (
    <Panel title={t('title')}>
      <Why asked={{ segment_id: segment.segment_id }} picked={picked} onPick={setPicked} />
      {picked === null && <Some segment={segment} onPick={setPicked} />}
    </Panel>
  );
}

/** Some who are in it now, to begin with. */
function Some({ segment, onPick }: { segment: Segment; onPick: (customer: Picked) => void }) {
  const { t } = useWords(whyWords);
  const { data } = usePreview(segment.definition as Definition, null);
  const some = data?.sample.slice(0, FEW) ?? [];
  if (some.length === 0) return <p className={css.note}>{t('hint')}</p>;
  return (
    <p className={css.note}>
      {t('try')}
      {some.map((one) => (
        <button key={one.customer_id} type="button" className={css.pick} onClick={() => onPick(one)}>
          {one.name ?? t('customerNumber', { id: String(one.customer_id) })}
        </button>
      ))}
    </p>
  );
}
