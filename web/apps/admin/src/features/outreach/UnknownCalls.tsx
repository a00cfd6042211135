import type { Broadcast, UnknownCall } from '@lingqu/api';
import { useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, Button, type Column, DataTable, Panel, text } from '@/shared/ui';

import { SettleCall } from './SettleCall';
import { isMoving } from './states';
import { useUnknownCalls } from './useUnknownCalls';
import { unknownWords } from './words/unknown';

/** Group sends of which WeCom cannot tell what became of them, with their evidence; nothing where there are none. */
export function UnknownCalls({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(unknownWords);
  const { broadcast_id: id, state, variants } = broadcast;
  const calls = useUnknownCalls(id, isMoving(state));
  const [asked, setAsked] = useState<UnknownCall | null>(null);
  const columns = useColumns(variants.length > 1, setAsked);
  const rows = calls.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title={t('title')} note={t('note')} flush>
      <DataTable label={t('title')} columns={columns} rows={rows} rowKey={(row) => row.group_send_id} />
      {asked !== null && <SettleCall broadcastId={id} call={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

function useColumns(severalContents: boolean, ask: (call: UnknownCall) => void): Column<UnknownCall>[] {
  const { t } = useWords(unknownWords);
  const { number } = useFormat();
  const mayOperate = useMay('operate');
  return [
    { key: 'member', title: t('member'), width: 136, cell: (row) => row.staff.name },
    ...(severalContents
      ? [{ key: 'variant', title: t('variant'), width: 80, cell: (row: UnknownCall) => row.variant }]
      : []),
    {
      key: 'recipients',
      title: t('recipients'),
      width: 104,
      numeric: true,
      cell: (row) => number(row.recipients),
    },
    {
      key: 'called',
      title: t('calledAt'),
      width: 136,
      cell: (row) => row.called_at !== null && <Ago at={row.called_at} />,
    },
    {
      key: 'evidence',
      title: t('evidence'),
      cell: (row) => (
        <span className={text.quiet}>
          {row.msgids.length === 0 ? t('noEvidence') : row.msgids.join(' · ')}
        </span>
      ),
    },
    {
      key: 'outcome',
      title: t('outcome'),
      cell: (row) =>
        row.verdict === null ? (
          mayOperate && (
            <Button
              variant="outline"
              aria-label={t('settleOf', { name: row.staff.name })}
              onClick={() => ask(row)}
            >
              {t('settle')}
            </Button>
          )
        ) : (
          <span className={text.pair}>
            {t(row.verdict.sent ? 'sent' : 'notSent')}
            <small>
              {t('by', { by: row.verdict.by })} · {row.verdict.words}
            </small>
          </span>
        ),
    },
  ];
}
