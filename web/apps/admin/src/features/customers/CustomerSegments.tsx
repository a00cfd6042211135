import type { Belonging, Customer } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Explained, useExplain } from '@/shared/reasons';
import { useSegmentNames } from '@/shared/segments';
import { Ago, Button, Empty, Resource, text, Waiting } from '@/shared/ui';

import css from './Life.module.css';
import { useBelongings } from './useBelongings';
import { segmentsWords } from './words/segments';

/** The segments a customer is in and since when; why they are in one, or not in another. */
export function CustomerSegments({ customer }: { customer: Customer }) {
  const { t } = useWords(segmentsWords);
  return (
    <Resource
      query={useBelongings(customer.customer_id)}
      empty={({ items }) =>
        items.length === 0 && (
          <>
            <Empty title={t('none')} text={t('noneText')} />
            <Others customer={customer} mine={[]} />
          </>
        )
      }
    >
      {({ items }) => (
        <>
          <ul className={css.rows}>
            {items.map((one) => (
              <Row key={one.segment_id} customer={customer} one={one} />
            ))}
          </ul>
          <Others customer={customer} mine={items.map((one) => one.segment_id)} />
        </>
      )}
    </Resource>
  );
}

function Row({ customer, one }: { customer: Customer; one: Belonging }) {
  const { t } = useWords(segmentsWords);
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className={css.row}>
        <span className={text.pair}>
          <Link to="/segments/$segmentId" params={{ segmentId: one.segment_id }}>
            {one.name}
          </Link>
          {one.size !== null && <small>{t('size', { size: one.size })}</small>}
        </span>
        <span className={text.pair}>
          {one.since === null ? (
            <span className={text.quiet}>{t('sinceUnknown')}</span>
          ) : (
            <span>
              <Ago at={one.since} /> {t('entered')}
            </span>
          )}
          {one.because !== null && <small>{t(one.because)}</small>}
        </span>
        <Button
          variant="text"
          theme="primary"
          aria-expanded={open}
          aria-label={t('whyIn', { name: one.name })}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'close' : 'why')}
        </Button>
      </div>
      {open && <Reasons customer={customer} segmentId={one.segment_id} />}
    </li>
  );
}

function Reasons({ customer, segmentId }: { customer: Customer; segmentId: number }) {
  const explained = useExplain({ segment_id: segmentId }, customer.customer_id);
  return (
    <div className={css.reasons} aria-live="polite">
      <Resource query={explained} waiting={<Waiting rows={3} rowHeight={32} />}>
        {({ items: [found] }) =>
          found !== undefined && <Explained explanation={found} name={customer.name} />
        }
      </Resource>
    </div>
  );
}

/** Why they are not in a segment of one's choice. */
function Others({ customer, mine }: { customer: Customer; mine: number[] }) {
  const { t } = useWords(segmentsWords);
  const names = useSegmentNames();
  const [chosen, setChosen] = useState<number | null>(null);
  const others = [...(names.data ?? [])].filter(([segmentId]) => !mine.includes(segmentId));
  if (others.length === 0) return null;
  return (
    <section className={css.others}>
      <div role="group" aria-label={t('whyNot')} className={css.ask}>
        <span>{t('whyNot')}</span>
        <Select
          filterable
          clearable
          value={chosen ?? ''}
          placeholder={t('choose')}
          options={others.map(([value, label]) => ({ value, label }))}
          onChange={(value) => setChosen(typeof value === 'number' ? value : null)}
        />
      </div>
      {chosen !== null && <Reasons key={chosen} customer={customer} segmentId={chosen} />}
    </section>
  );
}
