import type { ConsentEntry } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, Button, type Column, DataTable, Empty, Resource, StateTag, text } from '@/shared/ui';

import css from './Consent.module.css';
import { useConsentLedger } from './useConsent';
import { useSourceWord } from './useConsentWords';
import { consentWords } from './words/consent';

/** All that the customer said, the last said first: proof that nobody changes. */
export function ConsentLedger({ customerId }: { customerId: number }) {
  const { t } = useWords(consentWords);
  const ledger = useConsentLedger(customerId);
  const columns = useColumns();
  return (
    <section>
      <h3>{t('ledger')}</h3>
      <p className={text.quiet}>{t('ledgerNote')}</p>
      <Resource
        query={ledger}
        empty={({ pages }) =>
          pages[0]?.items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} />
        }
      >
        {({ pages }) => (
          <div className={css.bleed}>
            <DataTable
              label={t('ledger')}
              columns={columns}
              rows={pages.flatMap((page) => page.items)}
              rowKey={(row) => row.statement_id}
            />
            {ledger.hasNextPage && (
              <div className={css.more}>
                <Button
                  variant="outline"
                  loading={ledger.isFetchingNextPage}
                  onClick={() => void ledger.fetchNextPage()}
                >
                  {t('older')}
                </Button>
              </div>
            )}
          </div>
        )}
      </Resource>
    </section>
  );
}

function useColumns(): Column<ConsentEntry>[] {
  const { t } = useWords(consentWords);
  const source = useSourceWord();
  const mayReadPersonal = useMay('operate');
  return [
    { key: 'when', title: t('when'), width: 168, cell: (row) => <When row={row} /> },
    {
      key: 'said',
      title: t('said'),
      width: 152,
      cell: (row) => (
        <span className={css.verdict}>
          <StateTag tone={row.stance === 'granted' ? 'good' : 'warn'}>
            {t(row.stance === 'granted' ? 'grants' : 'withdraws')}
          </StateTag>
          <small>{`${t(row.purpose)} · ${t(row.channel)}`}</small>
        </span>
      ),
    },
    {
      key: 'told',
      title: t('told'),
      width: 128,
      cell: (row) => (
        <span className={text.pair}>
          <span>{source(row.source)}</span>
          <small>{t(row.said_by === 'customer' ? 'byCustomer' : 'byAccount')}</small>
        </span>
      ),
    },
    {
      key: 'note',
      title: t('note'),
      cell: (row) => (
        <span className={css.note}>{row.evidence ?? (mayReadPersonal ? '–' : t('hidden'))}</span>
      ),
    },
  ];
}

/** When it was said; when it was recorded too, where that was a day or more later. */
function When({ row }: { row: ConsentEntry }) {
  const { t } = useWords(consentWords);
  const { date } = useFormat();
  const late = date(row.recorded_at) !== date(row.occurred_at);
  return (
    <span className={text.pair}>
      <Ago at={row.occurred_at} />
      {late && <small>{t('late', { at: date(row.recorded_at) })}</small>}
    </span>
  );
}
