import { CustomerPicker, type Picked } from '@/features/customers';
import { useWords } from '@/shared/i18n';
import { type Asked, Explained, useExplain } from '@/shared/reasons';
import { Resource, Waiting } from '@/shared/ui';

import css from './Understanding.module.css';
import { whyWords } from './words/why';

interface WhyProps {
  asked: Asked;
  picked: Picked | null;
  onPick: (customer: Picked | null) => void;
}

/** Choose a customer, read why. */
export function Why({ asked, picked, onPick }: WhyProps) {
  const { t } = useWords(whyWords);
  const explained = useExplain(asked, picked?.customer_id ?? null);
  return (
    <>
      <div role="group" aria-label={t('whom')} className={css.whom}>
        <CustomerPicker value={picked} onPick={onPick} />
      </div>
      {picked !== null && (
        <div aria-live="polite">
          <Resource query={explained} waiting={<Waiting rows={4} rowHeight={32} />}>
            {({ items: [found] }) =>
              found === undefined ? (
                <p className={css.note}>{t('unknown')}</p>
              ) : (
                <Explained explanation={found} name={picked.name} />
              )
            }
          </Resource>
        </div>
      )}
    </>
  );
}
