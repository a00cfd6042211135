import type { GroupWelcome } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, type Column, DataTable, Empty, LinkButton, Page, Panel, Resource, text } from '@/shared/ui';

import css from './GroupWelcome.module.css';
import { GroupWelcomeState } from './GroupWelcomeState';
import { NICKNAME } from './groupWelcomeWriting';
import { useGroupWelcomes } from './useGroupWelcomes';
import { groupWelcomeWords } from './words/groupWelcomes';

/** The corp's library of welcome templates: what each says, and how it stands at WeCom. */
export default function GroupWelcomesPage() {
  const { t } = useWords(groupWelcomeWords);
  const mayOperate = useMay('operate');
  const welcomes = useGroupWelcomes();
  const columns = useColumns();
  const create = mayOperate && (
    <LinkButton to="/group-welcomes/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  const aside = (
    <>
      {welcomes.data !== undefined && (
        <span className={css.places} title={t('placesHelp')}>
          {t('places', { held: welcomes.data.held, most: welcomes.data.most })}
        </span>
      )}
      {create}
    </>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={aside}>
      <Panel flush>
        <Resource
          query={welcomes}
          empty={({ items }) =>
            items.length === 0 && <Empty title={t('empty')} text={t('emptyText')} act={create} />
          }
        >
          {({ items }) => (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={items}
              rowKey={(row) => row.group_welcome_id}
            />
          )}
        </Resource>
      </Panel>
    </Page>
  );
}

function useColumns(): Column<GroupWelcome>[] {
  const { t } = useWords(groupWelcomeWords);
  return [
    {
      key: 'name',
      title: t('name'),
      width: 240,
      cell: (row) => (
        <span className={text.pair}>
          <Link to="/group-welcomes/$groupWelcomeId" params={{ groupWelcomeId: row.group_welcome_id }}>
            {row.name}
          </Link>
          {row.created_by !== null && <small>{t('by', { name: row.created_by })}</small>}
        </span>
      ),
    },
    {
      key: 'content',
      title: t('content'),
      cell: (row) => (
        <span className={text.pair}>
          <span className={css.line} title={row.text}>
            {row.text === '' ? t('noText') : row.text.replaceAll(NICKNAME, t('slot'))}
          </span>
          {row.attachments.map((one) => (
            <small key={one.kind}>{t(`with_${one.kind}`)}</small>
          ))}
        </span>
      ),
    },
    { key: 'state', title: t('state'), width: 232, cell: (row) => <GroupWelcomeState welcome={row} /> },
    { key: 'notify', title: t('notify'), width: 128, cell: (row) => t(row.notify ? 'notified' : 'quiet') },
    { key: 'changed', title: t('changedAt'), width: 136, cell: (row) => <Ago at={row.changed_at} /> },
  ];
}
