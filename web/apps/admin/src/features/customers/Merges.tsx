import type { Identities, Merge } from '@lingqu/api';
import { Popconfirm } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Ago, Button, StateTag, text } from '@/shared/ui';

import css from './Life.module.css';
import { useUnmerge } from './useIdentities';
import { useKindOf, useSourceOf } from './useIdentityWords';
import { identityWords } from './words/identities';

/** With whom the customer became one and by what; a merge that was wrong can be taken back. */
export function Merges({ known, customerId }: { known: Identities; customerId: number }) {
  const { t } = useWords(identityWords);
  if (known.merges.length === 0) return null;
  return (
    <section>
      <h3>{t('merges')}</h3>
      <ul className={css.merges}>
        {known.merges.map((one) => (
          <li key={one.merge_id} data-ended={one.ended_at !== null}>
            <Told merge={one} />
            {one.ended_at === null ? (
              <Undo merge={one} customerId={customerId} />
            ) : (
              <StateTag tone="muted">{t('ended')}</StateTag>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Told({ merge }: { merge: Merge }) {
  const { t } = useWords(identityWords);
  const kind = useKindOf();
  const source = useSourceOf();
  return (
    <div>
      <p>{t('merge', { away: String(merge.customer_id), into: String(merge.into_id) })}</p>
      <p className={text.quiet}>
        {t('mergeWhy', {
          kind: kind(merge.kind),
          value: merge.value ?? t('hidden'),
          source: source(merge.source),
        })}
      </p>
      <p className={text.quiet}>
        <Ago at={merge.merged_at} />
        {merge.ended_at !== null && (
          <>
            {' → '}
            <Ago at={merge.ended_at} /> <Ended by={merge.ended_by} />
          </>
        )}
      </p>
    </div>
  );
}

function Ended({ by }: { by: string | null }) {
  const { t } = useWords(identityWords);
  return (
    <>{t(by === 'quarantine' ? 'endedQuarantine' : by === 'evidence' ? 'endedEvidence' : 'endedByHand')}</>
  );
}

function Undo({ merge, customerId }: { merge: Merge; customerId: number }) {
  const { t } = useWords(identityWords);
  const said = useSaid();
  const mayOperate = useMay('operate');
  const unmerge = useUnmerge(customerId);
  if (!mayOperate) return null;
  const confirm = () =>
    unmerge.mutate(merge.merge_id, { onSuccess: () => said.done(t('undone')), onError: said.failed });
  return (
    <Popconfirm content={t('undoAsk')} onConfirm={confirm}>
      <Button variant="outline" size="small" loading={unmerge.isPending}>
        {t('undo')}
      </Button>
    </Popconfirm>
  );
}
