import { ApiError, type ColumnMap, type Import } from '@lingqu/api';
import { useState } from 'react';

import { useWords } from '@/shared/i18n';
import { useDebounced, useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Failure, Panel, Resource, StateTag } from '@/shared/ui';

import { missingOf } from './columns';
import { ColumnTable } from './ColumnTable';
import css from './Import.module.css';
import { Preview } from './Preview';
import { SaveTemplate } from './SaveTemplate';
import { StatusWords } from './StatusWords';
import { TemplateBar } from './TemplateBar';
import { useCheck, useRows, useTried } from './useImports';
import { fieldWords } from './words/fields';
import { mappingWords } from './words/mapping';

const TYPING_MS = 400;
const NOTHING: ColumnMap = { source: '', assignments: [], statuses: {}, template: null };

/** What each column is, with the first rows as they would be read. */
export function Mapping({ found }: { found: Import }) {
  const { t } = useWords(mappingWords);
  const said = useSaid();
  const mayOperate = useMay('operate');
  const [map, setMap] = useState<ColumnMap>(found.mapping ?? NOTHING);
  const rows = useRows(found.import_id);
  const settled = useDebounced(map, TYPING_MS);
  const tried = useTried(found.import_id, settled);
  // A mapping that is kept after the check began would lead back to the columns.
  const isKept = settled === map && !tried.isFetching;
  const check = useCheck(found.import_id);
  const columns = found.layout?.columns ?? [];
  const missing = missingOf(found.kind, map);
  const wrong = missing.length === 0 && tried.error !== null;
  return (
    <div className={css.stack}>
      <Panel
        title={t('title')}
        note={t('note')}
        aside={mayOperate && <SaveTemplate found={found} map={map} />}
      >
        <TemplateBar found={found} map={map} onChange={setMap} />
        <Resource query={rows}>
          {(shown) => (
            <ColumnTable kind={found.kind} columns={columns} rows={shown.rows} map={map} onChange={setMap} />
          )}
        </Resource>
      </Panel>
      {found.kind === 'orders' && tried.data !== undefined && (
        <StatusWords map={map} rows={tried.data.rows} onChange={setMap} />
      )}
      <Panel
        title={t('preview', { count: (tried.data ?? rows.data)?.rows.length ?? 0 })}
        note={tried.isFetching ? t('saving') : t('previewNote')}
        flush
      >
        {wrong && !isAboutMapping(tried.error) ? (
          <Failure error={tried.error} retry={() => void tried.refetch()} />
        ) : (
          <Resource query={rows}>
            {(shown) => (
              <Preview
                columns={columns}
                map={map}
                rows={missing.length === 0 ? (tried.data ?? shown).rows : shown.rows}
                judged={missing.length === 0 && tried.data !== undefined}
              />
            )}
          </Resource>
        )}
      </Panel>
      <footer className={css.footer}>
        <Missing missing={missing} />
        <span className={css.quiet}>{t('checkHelp')}</span>
        <Button
          size="large"
          disabled={missing.length > 0 || !mayOperate || !isKept}
          loading={check.isPending}
          onClick={() => check.mutate(map, { onError: said.failed })}
        >
          {t('check')}
        </Button>
      </footer>
    </div>
  );
}

const isAboutMapping = (error: unknown) => error instanceof ApiError && error.code === 'commerce.bad_mapping';

function Missing({ missing }: { missing: ReturnType<typeof missingOf> }) {
  const { t } = useWords(mappingWords);
  const { t: field } = useWords(fieldWords);
  if (missing.length === 0) return <StateTag tone="good">{t('complete')}</StateTag>;
  const told = missing.map((group) => {
    const fields = group.map((one) => field(one)).join(' / ');
    return t(group.length === 1 ? 'neededOne' : 'needed', { fields });
  });
  return <StateTag tone="warn">{told.join(' · ')}</StateTag>;
}
