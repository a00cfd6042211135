import type { Import } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useLists } from '@/shared/lists';
import { LinkButton, Panel, Stat, Stats } from '@/shared/ui';

import css from './Import.module.css';
import { Refused, Who } from './Report';
import { reportWords } from './words/report';

/** What came of it, and where to see it. */
export function Done({ found }: { found: Import }) {
  const { t } = useWords(reportWords);
  const { number, instant } = useFormat();
  const { kind, counts, finished_at } = found;
  return (
    <div className={css.stack}>
      <Panel
        title={t('doneTitle')}
        note={finished_at === null ? undefined : t('doneAt', { at: instant(finished_at) })}
      >
        <div className={css.acts}>
          {kind === 'people' ? (
            <SeeList importId={found.import_id} />
          ) : (
            <LinkButton to="/customers">{t('seeCustomers')}</LinkButton>
          )}
          <LinkButton to="/imports/new" search={{ kind }} variant="outline">
            {t('again')}
          </LinkButton>
        </div>
      </Panel>
      <Stats>
        <Stat label={t('rows')} value={number(counts.read)} unit={t('row')} />
        {kind === 'people' ? (
          <Stat label={t('kept')} value={number(counts.published)} unit={t('row')} />
        ) : (
          <>
            <Stat label={t(`created_${kind}`)} value={number(counts.created)} />
            <Stat label={t(`changed_${kind}`)} value={number(counts.changed)} />
            <Stat label={t(`unchanged_${kind}`)} value={number(counts.unchanged)} />
          </>
        )}
        <Stat label={t('refused')} value={number(counts.refused)} unit={t('row')} />
      </Stats>
      <Who found={found} />
      <Refused found={found} word="refusedAfter" />
    </div>
  );
}

function SeeList({ importId }: { importId: number }) {
  const { t } = useWords(reportWords);
  const made = useLists().data?.items.find((one) => one.file.import_id === importId);
  if (made === undefined) return <LinkButton to="/lists">{t('seeList')}</LinkButton>;
  return (
    <>
      <LinkButton to="/lists/$listId" params={{ listId: made.list_id }}>
        {t('seeList')}
      </LinkButton>
      <LinkButton to="/segments/new" search={{ list: made.list_id }} variant="outline">
        {t('seeSegments')}
      </LinkButton>
    </>
  );
}
