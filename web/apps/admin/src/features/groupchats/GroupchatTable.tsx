import type { Groupchat } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { groupWords } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { Ago, type Column, DataTable, StateTag, Tags, text } from '@/shared/ui';

import { stateOf } from './states';
import { groupchatWords } from './words/groupchats';

const TAGS_SHOWN = 2;

export function GroupchatTable({ rows, stale }: { rows: Groupchat[]; stale: boolean }) {
  const { t } = useWords(groupchatWords);
  return (
    <DataTable
      label={t('title')}
      columns={useColumns()}
      rows={rows}
      rowKey={(row) => row.groupchat_id}
      stale={stale}
    />
  );
}

function useColumns(): Column<Groupchat>[] {
  const { t } = useWords(groupchatWords);
  const { t: word } = useWords(groupWords);
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <Link to="/groupchats/$groupchatId" params={{ groupchatId: row.groupchat_id }} search={{}}>
          {row.name ?? word('unnamed', { id: String(row.groupchat_id) })}
        </Link>
      ),
    },
    {
      key: 'owner',
      title: t('owner'),
      width: 96,
      cell: (row) => row.owner?.name ?? <span className={text.quiet}>{t('noOwner')}</span>,
    },
    { key: 'people', title: t('people'), width: 168, cell: (row) => <People group={row} /> },
    {
      key: 'tags',
      title: t('tags'),
      cell: (row) =>
        row.tags.length === 0 ? (
          <span className={text.quiet}>{t('noTags')}</span>
        ) : (
          <Tags tags={row.tags} max={TAGS_SHOWN} />
        ),
    },
    {
      key: 'created',
      title: t('createdAt'),
      width: 112,
      cell: (row) => row.created_at !== null && <Ago at={row.created_at} />,
    },
    {
      key: 'state',
      title: t('state'),
      width: 144,
      cell: (row) => {
        const state = stateOf(row);
        return <StateTag tone={state.tone}>{t(state.word)}</StateTag>;
      },
    },
  ];
}

/** How many are in a group, and of which kind. */
function People({ group }: { group: Groupchat }) {
  const { t } = useWords(groupchatWords);
  const { customers, staff, others } = group;
  return (
    <span className={text.pair}>
      <span>{t('peopleOf', { total: customers + staff + others })}</span>
      <small>{t('peopleNote', { customers, staff })}</small>
    </span>
  );
}
