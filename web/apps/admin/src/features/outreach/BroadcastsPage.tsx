import type { BroadcastRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import {
  Ago,
  type Column,
  DataTable,
  Empty,
  KeysetPager,
  LinkButton,
  Page,
  Panel,
  Resource,
  StateTag,
  text,
} from '@/shared/ui';

import { AudienceCell } from './AudienceCell';
import { FreezeSwitch } from './FreezeSwitch';
import { FrozenBanner } from './FrozenBanner';
import { BROADCAST_TONES } from './states';
import { useBroadcasts } from './useBroadcasts';
import { broadcastWords } from './words/broadcast';

export default function BroadcastsPage() {
  const { t } = useWords(broadcastWords);
  const mayOperate = useMay('operate');
  const keyset = useKeyset('broadcasts');
  const broadcasts = useBroadcasts(keyset.cursor);
  const columns = useColumns();
  const create = mayOperate && (
    <LinkButton to="/broadcasts/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      aside={
        <>
          <FreezeSwitch />
          {create}
        </>
      }
    >
      <FrozenBanner />
      <Panel flush>
        <Resource
          query={broadcasts}
          empty={({ items }) =>
            items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} act={create} />
          }
        >
          {(page) => (
            <>
              <DataTable
                label={t('title')}
                columns={columns}
                rows={page.items}
                rowKey={(row) => row.broadcast_id}
                stale={broadcasts.isPlaceholderData}
              />
              <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
            </>
          )}
        </Resource>
      </Panel>
    </Page>
  );
}

/** Where a broadcast stands, with the hour it waits for or why it ended. */
function StateCell({ row }: { row: BroadcastRow }) {
  const { t } = useWords(broadcastWords);
  const { dayMinute } = useFormat();
  return (
    <span className={text.pair}>
      <span>
        <StateTag tone={BROADCAST_TONES[row.state]}>{t(row.state)}</StateTag>
      </span>
      {row.state === 'scheduled' && row.scheduled_at !== null && (
        <small>{t('atHour', { at: dayMinute(row.scheduled_at) })}</small>
      )}
      {row.state === 'cancelled' && row.end_reason !== null && <small>{t(`ended.${row.end_reason}`)}</small>}
    </span>
  );
}

function useColumns(): Column<BroadcastRow>[] {
  const { t } = useWords(broadcastWords);
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/broadcasts/$broadcastId" params={{ broadcastId: row.broadcast_id }}>
            {row.name}
          </Link>
          <small>
            {[row.programme?.name, row.created_by !== null && t('by', { name: row.created_by })]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </span>
      ),
    },
    {
      key: 'audience',
      title: t('audience'),
      cell: (row) => <AudienceCell row={row} max={3} />,
    },
    {
      key: 'state',
      title: t('state'),
      width: 176,
      cell: (row) => <StateCell row={row} />,
    },
    {
      key: 'tasks',
      title: t('tasks'),
      width: 144,
      numeric: true,
      cell: ({ tasks }) =>
        t('tasksOf', {
          done: tasks.confirmed,
          total: tasks.open + tasks.confirmed + tasks.expired + tasks.cancelled,
        }),
    },
    {
      key: 'progress',
      title: t('progress'),
      width: 176,
      numeric: true,
      cell: ({ counts }) => t('ofTotal', { done: counts.delivered, total: counts.total }),
    },
    { key: 'created', title: t('createdAt'), width: 136, cell: (row) => <Ago at={row.created_at} /> },
  ];
}
