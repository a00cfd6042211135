import type { Moment, MomentMember } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { Ago, type Column, Empty, KeysetList, text } from '@/shared/ui';

import { isUnderWay, useMomentMembers } from './useMoments';
import { momentWords } from './words/moment';

/** The members who publish it, and to how many customers each copy is shown. */
export function MomentMembers({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const keyset = useKeyset(moment.moment_id);
  const members = useMomentMembers(moment.moment_id, keyset.cursor, isUnderWay(moment.state));
  const columns = useColumns();
  return (
    <KeysetList
      label={t('memberTab')}
      query={members}
      keyset={keyset}
      columns={columns}
      rowKey={(row) => row.staff_id}
      empty={<Empty title={t('noMembers')} text={t('noMembersText')} />}
    />
  );
}

function useColumns(): Column<MomentMember>[] {
  const { t } = useWords(momentWords);
  const { number } = useFormat();
  const counted = (count: number | null) => (count === null ? '–' : number(count));
  return [
    { key: 'member', title: t('member'), cell: (row) => row.name },
    {
      key: 'published',
      title: t('publishedAt'),
      width: 240,
      cell: (row) =>
        row.published_at === null ? (
          <span className={text.quiet}>{t(row.asked ? 'notYet' : 'notAsked')}</span>
        ) : (
          <Ago at={row.published_at} />
        ),
    },
    { key: 'meant', title: t('meant'), width: 120, numeric: true, cell: (row) => counted(row.meant) },
    { key: 'shown', title: t('shownTo'), width: 120, numeric: true, cell: (row) => counted(row.shown) },
  ];
}
