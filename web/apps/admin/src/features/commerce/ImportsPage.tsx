import type { Import } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { AddIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Ago, type Column, Empty, KeysetList, LinkButton, Page, Panel, StateTag, text } from '@/shared/ui';

import { shareOf } from './Moving';
import { TONES } from './states';
import { useImports } from './useImports';
import { importWords } from './words/imports';

/** Every file that was brought in, and how far each is. */
export default function ImportsPage() {
  const { t } = useWords(importWords);
  const mayOperate = useMay('operate');
  const keyset = useKeyset('imports');
  const imports = useImports(keyset.cursor);
  const columns = useColumns();
  const start = mayOperate && (
    <LinkButton to="/imports/new" icon={<AddIcon />}>
      {t('start')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={start}>
      <Panel flush>
        <KeysetList
          label={t('title')}
          query={imports}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.import_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} act={start} />}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<Import>[] {
  const { t } = useWords(importWords);
  const { number, permille } = useFormat();
  return [
    {
      key: 'file',
      title: t('file'),
      cell: (row) => (
        <Link to="/imports/$importId" params={{ importId: row.import_id }}>
          {row.name}
        </Link>
      ),
    },
    { key: 'kind', title: t('kind'), width: 160, cell: (row) => t(row.kind) },
    {
      key: 'state',
      title: t('state'),
      width: 200,
      cell: (row) => {
        const share = shareOf(row);
        return (
          <>
            <StateTag tone={TONES[row.state]}>{t(row.state)}</StateTag>
            {share !== null && <span className={text.quiet}>{` ${permille(share * 1000)}`}</span>}
          </>
        );
      },
    },
    {
      key: 'rows',
      title: t('rows'),
      width: 120,
      numeric: true,
      cell: (row) => number(row.counts.read || (row.counts.expected ?? 0)),
    },
    {
      key: 'refused',
      title: t('refusedRows'),
      width: 120,
      numeric: true,
      cell: (row) => number(row.counts.refused),
    },
    { key: 'made', title: t('madeAt'), width: 144, cell: (row) => <Ago at={row.created_at} /> },
  ];
}
