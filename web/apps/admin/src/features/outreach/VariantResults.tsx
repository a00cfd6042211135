import type { Variant } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Phone } from '@/shared/messages';
import { type Column, DataTable, NotKnown, Panel } from '@/shared/ui';

import { funnelOf } from './Progress';
import css from './Variants.module.css';
import { broadcastWords } from './words/broadcast';
import { variantWords } from './words/variants';

/** What became of each content; whether a difference means anything is not said here. */
export function VariantResults({ variants }: { variants: Variant[] }) {
  const { t: word } = useWords(variantWords);
  const columns = useColumns();
  return (
    <Panel title={word('variants')} note={word('variantsNote')} flush>
      <DataTable label={word('variants')} columns={columns} rows={variants} rowKey={(row) => row.key} />
    </Panel>
  );
}

function useColumns(): Column<Variant>[] {
  const { t } = useWords(broadcastWords);
  const { t: word } = useWords(variantWords);
  const { number, permille } = useFormat();
  const counted = (key: string, title: string, of: (row: Variant) => number): Column<Variant> => ({
    key,
    title,
    width: 100,
    numeric: true,
    cell: (row) => number(of(row)),
  });
  return [
    { key: 'variant', title: word('variant'), width: 64, cell: (row) => <b>{row.key}</b> },
    {
      key: 'share',
      title: word('share'),
      width: 80,
      numeric: true,
      cell: (row) => permille(row.permille),
    },
    {
      key: 'says',
      title: t('tab.content'),
      cell: (row) => <span className={css.says}>{row.content.text}</span>,
    },
    counted('planned', t('planned'), (row) => funnelOf(row.counts).planned),
    counted('handedOver', t('handedOver'), (row) => funnelOf(row.counts).handedOver),
    counted('delivered', t('delivered'), (row) => row.counts.delivered),
    {
      key: 'rate',
      title: word('deliveredRate'),
      width: 88,
      numeric: true,
      cell: ({ counts }) =>
        funnelOf(counts).planned === 0 ? (
          <NotKnown why={word('nobodyPlanned')} />
        ) : (
          permille((counts.delivered * 1000) / funnelOf(counts).planned)
        ),
    },
    counted('failed', t('failedCount'), (row) => row.counts.failed),
    counted('skipped', word('skippedCount'), (row) => row.counts.skipped),
  ];
}

interface PhonesProps {
  variants: Variant[];
  /** The group that it goes into, by name. */
  group: string | undefined;
}

/** Each content as the customer sees it, or the group. */
export function VariantPhones({ variants, group }: PhonesProps) {
  const { t } = useWords(broadcastWords);
  const { t: word } = useWords(variantWords);
  const { permille } = useFormat();
  return (
    <div className={css.phones}>
      {variants.map(({ key, permille: share, content }) => (
        <section key={key}>
          {variants.length > 1 && <h3>{word('variantShare', { key, share: permille(share) })}</h3>}
          <Phone speaker={t('speaker')} group={group} text={content.text} attachments={content.attachments} />
        </section>
      ))}
    </div>
  );
}
