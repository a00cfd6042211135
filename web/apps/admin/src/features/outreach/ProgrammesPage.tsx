import type { ProgrammeRow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { type Column, Empty, KeysetList, LinkButton, Page, Panel, StateTag } from '@/shared/ui';

import { FrozenBanner } from './FrozenBanner';
import { PROGRAMME_TONES } from './programmes';
import { useProgrammes } from './useProgrammes';
import { programmeWords } from './words/programmes';

/** Every programme: whose, where it stands, how much of its budget is spent. */
export default function ProgrammesPage() {
  const { t } = useWords(programmeWords);
  const mayOperate = useMay('operate');
  const keyset = useKeyset('programmes');
  const programmes = useProgrammes(keyset.cursor);
  const columns = useColumns();
  const create = mayOperate && (
    <LinkButton to="/programmes/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={create}>
      <FrozenBanner />
      <Panel flush>
        <KeysetList
          label={t('title')}
          query={programmes}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.programme_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} act={create} />}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<ProgrammeRow>[] {
  const { t } = useWords(programmeWords);
  const { permille } = useFormat();
  return [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <Link to="/programmes/$programmeId" params={{ programmeId: row.programme_id }}>
          {row.name}
        </Link>
      ),
    },
    { key: 'category', title: t('category'), width: 112, cell: (row) => t(row.category) },
    { key: 'owner', title: t('owner'), width: 144, cell: (row) => row.owner },
    {
      key: 'state',
      title: t('state'),
      width: 128,
      cell: (row) => <StateTag tone={PROGRAMME_TONES[row.state]}>{t(row.state)}</StateTag>,
    },
    {
      key: 'planned',
      title: t('planned'),
      width: 208,
      numeric: true,
      cell: ({ planned, budget = null }) =>
        budget === null ? t('noBudget', { planned }) : t('ofBudget', { planned, budget }),
    },
    {
      key: 'holdout',
      title: t('holdout'),
      width: 112,
      numeric: true,
      cell: (row) => (row.holdout_permille === 0 ? t('none') : permille(row.holdout_permille)),
    },
  ];
}
