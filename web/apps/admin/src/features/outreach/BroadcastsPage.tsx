import type { BroadcastRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Ago, type Column, Empty, KeysetList, LinkButton, Page, Panel, text } from '@/shared/ui';

import { AudienceCell } from './AudienceCell';
import { BroadcastStateCell } from './BroadcastStateCell';
import { FreezeSwitch } from './FreezeSwitch';
import { FrozenBanner } from './FrozenBanner';
import { useBroadcasts } from './useBroadcasts';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';

export default function BroadcastsPage() {
  const { t } = useWords(broadcastWords);
  const mayOperate = useMay('operate');
  const keyset = useKeyset('broadcasts');
  const broadcasts = useBroadcasts({ cursor: keyset.cursor });
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
        <KeysetList
          label={t('title')}
          query={broadcasts}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.broadcast_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} act={create} />}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<BroadcastRow>[] {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
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
      cell: (row) => <BroadcastStateCell row={row} />,
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
      cell: ({ counts, groups }) =>
        (groups === null ? t : ofGroups)('ofTotal', { done: counts.delivered, total: counts.total }),
    },
    { key: 'created', title: t('createdAt'), width: 136, cell: (row) => <Ago at={row.created_at} /> },
  ];
}
