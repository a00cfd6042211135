import type { BroadcastRow, Programme } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Ago, type Column, Empty, KeysetList, Panel, text } from '@/shared/ui';

import { BroadcastStateCell } from './BroadcastStateCell';
import { useBroadcasts } from './useBroadcasts';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';
import { programmeWords } from './words/programmes';

/** The broadcasts of a programme, newest first: how far each is, and why it left whom out. */
export function ProgrammeBroadcasts({ programme: { programme_id } }: { programme: Programme }) {
  const { t } = useWords(programmeWords);
  const keyset = useKeyset(programme_id);
  const broadcasts = useBroadcasts({ programme_id, cursor: keyset.cursor });
  const columns = useColumns();
  return (
    <Panel title={t('itsBroadcasts')} flush>
      <KeysetList
        label={t('itsBroadcasts')}
        query={broadcasts}
        keyset={keyset}
        columns={columns}
        rowKey={(row) => row.broadcast_id}
        empty={<Empty title={t('noBroadcasts')} text={t('noBroadcastsText')} />}
      />
    </Panel>
  );
}

function useColumns(): Column<BroadcastRow>[] {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const { t: word } = useWords(programmeWords);
  const { number } = useFormat();
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/broadcasts/$broadcastId" params={{ broadcastId: row.broadcast_id }}>
            {row.name}
          </Link>
          {row.created_by !== null && <small>{t('by', { name: row.created_by })}</small>}
        </span>
      ),
    },
    { key: 'state', title: t('state'), width: 176, cell: (row) => <BroadcastStateCell row={row} /> },
    {
      key: 'progress',
      title: t('progress'),
      width: 176,
      numeric: true,
      cell: ({ counts, groups }) =>
        (groups === null ? t : ofGroups)('ofTotal', { done: counts.delivered, total: counts.total }),
    },
    {
      key: 'failed',
      title: word('failed'),
      width: 96,
      numeric: true,
      cell: ({ counts }) => number(counts.failed),
    },
    { key: 'skips', title: word('why'), cell: (row) => <Skipped row={row} /> },
    { key: 'created', title: t('createdAt'), width: 120, cell: (row) => <Ago at={row.created_at} /> },
  ];
}

/** How many were left out, and the reasons, the most frequent first. */
function Skipped({ row: { counts, skips } }: { row: BroadcastRow }) {
  const { t } = useWords(programmeWords);
  const { number } = useFormat();
  const reason = useReason();
  if (skips.length === 0) return <span className={text.quiet}>{t('nobodySkipped')}</span>;
  const reasons = skips.map((skip) => `${reason(skip.reason)} ${number(skip.count)}`).join(' · ');
  return (
    <span className={text.pair}>
      {t('skippedPeople', { count: counts.skipped })}
      <small title={reasons}>{reasons}</small>
    </span>
  );
}
