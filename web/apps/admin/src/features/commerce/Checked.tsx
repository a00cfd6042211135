import type { Import } from '@lingqu/api';
import { getRouteApi } from '@tanstack/react-router';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Stat, Stats } from '@/shared/ui';

import css from './Import.module.css';
import { MakeList } from './MakeList';
import { Refused, Who } from './Report';
import { useRemap, useStart } from './useImports';
import { reportWords } from './words/report';

const route = getRouteApi('/imports/$importId');

/** What the check found, before anything changes: who the rows are about, what was not taken, what happens next. */
export function Checked({ found }: { found: Import }) {
  const { t } = useWords(reportWords);
  const { number } = useFormat();
  const said = useSaid();
  const { list } = route.useSearch();
  const mayOperate = useMay('operate');
  const remap = useRemap(found.import_id);
  const start = useStart(found.import_id);
  const { counts, report, mapping } = found;
  const good = counts.read - counts.refused;
  const invalid = counts.refused - report.duplicates;
  const back = mayOperate && mapping !== null && (
    <Button
      variant="outline"
      loading={remap.isPending}
      onClick={() => remap.mutate(mapping, { onError: said.failed })}
    >
      {t('remap')}
    </Button>
  );
  return (
    <div className={css.stack}>
      <Stats>
        <Stat label={t('rows')} value={number(counts.read)} unit={t('row')} />
        <Stat label={t('good')} value={number(good)} unit={t('row')} />
        <Stat label={t('invalid')} value={number(invalid)} unit={t('row')} note={t('invalidNote')} />
        <Stat
          label={t('duplicates')}
          value={number(report.duplicates)}
          unit={t('row')}
          note={t('duplicatesNote')}
        />
      </Stats>
      <Who found={found} />
      <Refused found={found} word="refusedText" />
      {found.kind === 'people' && good > 0 && mayOperate ? (
        <MakeList found={found} list={list ?? null} aside={back} />
      ) : (
        <footer className={css.footer}>
          {back}
          <span className={css.quiet}>{good === 0 ? t('nothing') : t('startHelp', { count: good })}</span>
          {found.kind !== 'people' && mayOperate && (
            <Button
              size="large"
              disabled={good === 0}
              loading={start.isPending}
              onClick={() => start.mutate(undefined, { onError: said.failed })}
            >
              {t('start')}
            </Button>
          )}
        </footer>
      )}
    </div>
  );
}
