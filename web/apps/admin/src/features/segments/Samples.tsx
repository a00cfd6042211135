import type { Definition, SegmentPreview } from '@lingqu/api';
import { useState } from 'react';

import type { Picked } from '@/features/customers';
import { CustomerLink } from '@/shared/facts';
import { useWords } from '@/shared/i18n';
import { Button, Panel } from '@/shared/ui';

import css from './Builder.module.css';
import { WhyDrawer } from './WhyDrawer';
import { editorWords } from './words/editor';
import { whyWords } from './words/why';

interface SamplesProps {
  definition: Definition;
  preview: SegmentPreview;
  old: boolean;
}

/** Some who fit, each with the reason why; and the same for anybody else. */
export function Samples({ definition, preview: { count, sample }, old }: SamplesProps) {
  const { t } = useWords(editorWords);
  const { t: why } = useWords(whyWords);
  const [picked, setPicked] = useState<Picked | null | undefined>(undefined);
  const hidden = sample.length > 0 && sample.every((one) => one.name === null);
  return (
    <Panel title={t('sample')}>
      {count === 0 && <p className={css.quiet}>{t('nobody')}</p>}
      {hidden && <p className={css.quiet}>{t('hidden')}</p>}
      <ul className={css.sample} data-old={old}>
        {sample.map((one) => {
          const name = one.name ?? t('customerNumber', { id: String(one.customer_id) });
          return (
            <li key={one.customer_id}>
              <CustomerLink customer_id={one.customer_id} name={name} />
              <Button
                variant="text"
                theme="primary"
                size="small"
                aria-label={why('openFor', { name })}
                onClick={() => setPicked(one)}
              >
                {why('open')}
              </Button>
            </li>
          );
        })}
      </ul>
      <Button variant="outline" size="small" block onClick={() => setPicked(null)}>
        {why('anyone')}
      </Button>
      <WhyDrawer definition={definition} picked={picked} onPick={setPicked} />
    </Panel>
  );
}
