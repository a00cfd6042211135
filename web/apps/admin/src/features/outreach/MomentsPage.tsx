import type { MomentRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Ago, type Column, Empty, KeysetList, LinkButton, Page, Panel, StateTag, text } from '@/shared/ui';

import { FrozenBanner } from './FrozenBanner';
import css from './Moment.module.css';
import { MomentAudience } from './MomentAudience';
import { MOMENT_TONES, useMoments } from './useMoments';
import { momentWords } from './words/moment';

export default function MomentsPage() {
  const { t } = useWords(momentWords);
  const mayOperate = useMay('operate');
  const keyset = useKeyset('moments');
  const moments = useMoments(keyset.cursor);
  const columns = useColumns();
  const create = mayOperate && (
    <LinkButton to="/moments/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={create}>
      <FrozenBanner />
      <Panel flush>
        <KeysetList
          label={t('title')}
          query={moments}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.moment_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} act={create} />}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<MomentRow>[] {
  const { t } = useWords(momentWords);
  const { number, dayMinute } = useFormat();
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/moments/$momentId" params={{ momentId: row.moment_id }}>
            {row.name}
          </Link>
          {row.created_by !== null && <small>{t('by', { name: row.created_by })}</small>}
        </span>
      ),
    },
    { key: 'audience', title: t('audience'), cell: (row) => <MomentAudience row={row} max={3} /> },
    {
      key: 'state',
      title: t('state'),
      width: 152,
      cell: (row) => (
        <span className={css.state}>
          <StateTag tone={MOMENT_TONES[row.state]}>{t(row.state)}</StateTag>
          {row.state === 'ready' && row.starts_at !== null && <small>{dayMinute(row.starts_at)}</small>}
        </span>
      ),
    },
    {
      key: 'members',
      title: t('members'),
      width: 144,
      numeric: true,
      cell: ({ members }) =>
        members.asked === 0 ? '–' : t('of', { done: members.published, total: members.asked }),
    },
    {
      key: 'shown',
      title: t('shown'),
      width: 160,
      numeric: true,
      cell: ({ counts }) => number(counts.shown),
    },
    { key: 'created', title: t('createdAt'), width: 144, cell: (row) => <Ago at={row.created_at} /> },
  ];
}
