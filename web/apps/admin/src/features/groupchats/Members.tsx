import type { GroupchatMember } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { groupWords, quitWord, sceneWord } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Ago, type Column, DataTable, Empty, KeysetPager, Resource, text } from '@/shared/ui';

import { useMembers } from './useMembers';
import { groupchatWords } from './words/groupchats';

/** Who is in the group, or who was; the last joined first. */
export function Members({ groupchatId, present }: { groupchatId: number; present: boolean }) {
  const { t } = useWords(groupchatWords);
  const keyset = useKeyset([groupchatId, present]);
  const members = useMembers(groupchatId, { present, cursor: keyset.cursor });
  const columns = useColumns(present);
  return (
    <Resource
      query={members}
      empty={({ items }) => items.length === 0 && <Empty title={t(present ? 'nobody' : 'nobodyLeft')} />}
    >
      {(page) => (
        <>
          <DataTable
            label={t('members')}
            columns={columns}
            rows={page.items}
            rowKey={(row) => `${row.customer_id ?? ''}:${row.staff_id ?? ''}:${row.joined_at}`}
            stale={members.isPlaceholderData}
          />
          <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
        </>
      )}
    </Resource>
  );
}

function useColumns(present: boolean): Column<GroupchatMember>[] {
  const { t } = useWords(groupchatWords);
  const { t: word } = useWords(groupWords);
  const columns: Column<GroupchatMember>[] = [
    { key: 'who', title: t('member'), cell: (row) => <Who row={row} /> },
    { key: 'how', title: word('how'), width: 208, cell: (row) => <How row={row} /> },
    { key: 'joined', title: word('joined'), width: 128, cell: (row) => <Ago at={row.joined_at} /> },
  ];
  if (present) return columns;
  return [
    ...columns,
    {
      key: 'left',
      title: t('left'),
      width: 144,
      cell: (row) => (
        <span className={text.pair}>
          {row.left_at !== null && <Ago at={row.left_at} />}
          <small>{word(quitWord(row.quit_scene))}</small>
        </span>
      ),
    },
  ];
}

function Who({ row }: { row: GroupchatMember }) {
  const { t } = useWords(groupchatWords);
  if (row.customer_id === null) {
    return (
      <span className={text.pair}>
        <span>{row.name}</span>
        <small>{t('ofStaff')}</small>
      </span>
    );
  }
  return (
    <span className={text.pair}>
      <Link to="/customers/$customerId" params={{ customerId: row.customer_id }} search={{}}>
        {row.name ?? t('customerNumber', { id: String(row.customer_id) })}
      </Link>
      <small>{t('ofCustomer')}</small>
    </span>
  );
}

function How({ row }: { row: GroupchatMember }) {
  const { t } = useWords(groupWords);
  return (
    <span className={text.pair}>
      <span>{t(sceneWord(row.join_scene))}</span>
      {row.channel !== null && <small>{t('channel', { name: row.channel.name })}</small>}
      {row.invitor !== null && <small>{t('invitedBy', { name: row.invitor.name })}</small>}
    </span>
  );
}
