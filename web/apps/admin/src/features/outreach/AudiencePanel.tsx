import type { AudiencePreview } from '@lingqu/api';

import { useReason } from '@/shared/deliveries';
import { CustomerLink } from '@/shared/facts';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Failure, type Fetched } from '@/shared/ui';

import type { AudienceKind } from './audience';
import css from './Broadcast.module.css';
import { composeWords } from './words/compose';

interface AudiencePanelProps {
  kind: AudienceKind;
  /** Whether there is anything to count. */
  chosen: boolean;
  audience: Fetched<AudiencePreview>;
}

/** How many customers fit right now, who confirms, who would be left out and why. */
export function AudiencePanel(props: AudiencePanelProps) {
  const { t } = useWords(composeWords);
  return (
    <section className={css.audience} aria-live="polite" aria-label={t('audience')}>
      <Found {...props} />
    </section>
  );
}

function Found({ kind, chosen, audience: { data, error, refetch } }: AudiencePanelProps) {
  const { t } = useWords(composeWords);
  const { number } = useFormat();
  const reason = useReason();
  if (!chosen) return <p className={css.quiet}>{t(kind === 'tags' ? 'chooseTags' : 'chooseSegment')}</p>;
  if (error !== null && error !== undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <p className={css.quiet}>{t('counting')}</p>;
  if (data.customers === 0)
    return <p className={css.quiet}>{t(kind === 'tags' ? 'nobody' : 'nobodyOfSegment')}</p>;
  return (
    <>
      <div>
        <span className={css.quiet}>{t('audience')}</span>
        <p className={css.size}>
          {number(data.customers)} <small>{t('people')}</small>
        </p>
        <span className={css.quiet}>{t('staff', { count: data.staff })}</span>
      </div>
      <div>
        <span className={css.quiet}>{t('sample')}</span>
        <p className={css.sample}>
          {data.sample.map((customer) => (
            <CustomerLink key={customer.customer_id} {...customer} />
          ))}
        </p>
      </div>
      {data.skipped.length > 0 && (
        <div>
          <span className={css.quiet}>{t('skipped')}</span>
          <ul className={css.skipped}>
            {data.skipped.map((skip) => (
              <li key={skip.reason}>{t('skippedRow', { reason: reason(skip.reason), count: skip.count })}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
