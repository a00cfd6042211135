import type { Customer } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { useStages } from '@/shared/stages';
import { Ago, Panel, text } from '@/shared/ui';

import css from './Stages.module.css';
import { useMoveStage } from './useMoveStage';
import { stageWords } from './words/stages';

/** How far the customer has come, on the corp's own way; a click moves them. */
export function StageCard({ customer }: { customer: Customer }) {
  const { t } = useWords(stageWords);
  const said = useSaid();
  const mayOperate = useMay('operate');
  const stages = useStages();
  const move = useMoveStage(customer.customer_id);
  const order = stages.data?.items ?? [];
  const now = customer.stage;
  const place = order.findIndex((one) => one.stage_id === now?.stage_id);
  const sources = { account: t('byPerson'), grant: t('byGrant') } as Record<string, string>;
  const by = now === null ? undefined : sources[now.source.split(':')[0] ?? ''];
  return (
    <Panel title={t('stage')}>
      <ol className={css.way} aria-label={t('way')}>
        {order.map((one, number) => (
          <li key={one.stage_id} data-passed={number < place} data-here={number === place}>
            <button
              type="button"
              disabled={!mayOperate || move.isPending}
              aria-current={number === place ? 'step' : undefined}
              title={mayOperate && number !== place ? t('moveTo', { stage: one.name }) : undefined}
              onClick={() => {
                if (number === place) return;
                move.mutate(one.stage_id, {
                  onSuccess: () => said.done(t('moved', { stage: one.name })),
                  onError: said.failed,
                });
              }}
            >
              {one.name}
            </button>
          </li>
        ))}
      </ol>
      <p className={text.quiet}>
        {now === null ? (
          t('none')
        ) : (
          <>
            {place < 0 && `${now.name} · `}
            {t('since')} <Ago at={now.since} />
            {by !== undefined && ` · ${by}`}
          </>
        )}
      </p>
    </Panel>
  );
}
