import type { CustomerListDetail } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { Shares } from '@/features/commerce';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useList } from '@/shared/lists';
import { useMay } from '@/shared/session';
import { Ago, LinkButton, Page, Panel, Resource, Stat, Stats, StateTag, text } from '@/shared/ui';

import { ListActs } from './ListActs';
import css from './Lists.module.css';
import { listWords } from './words/lists';

const route = getRouteApi('/lists/$listId');

/** One list: whom its file names, the files before it, and who uses it. */
export default function ListPage() {
  const { t } = useWords(listWords);
  const { listId } = route.useParams();
  const mayOperate = useMay('operate');
  const list = useList(listId);
  const back = (
    <Link to="/lists" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page
      title={list.data?.name ?? t('name')}
      back={back}
      aside={mayOperate && list.data !== undefined && <ListActs list={list.data} />}
    >
      <Resource query={list}>
        {(found) => (
          <>
            <Figures found={found} />
            <div className={css.main}>
              <Report found={found} />
              <UsedBy found={found} />
              <Files found={found} />
            </div>
          </>
        )}
      </Resource>
    </Page>
  );
}

function Figures({ found: { file, size, version, filling_import_id } }: { found: CustomerListDetail }) {
  const { t } = useWords(listWords);
  const { number } = useFormat();
  return (
    <Stats>
      <Stat
        label={t('size')}
        value={version === 0 ? t('filling') : number(size)}
        note={filling_import_id !== null && version > 0 ? t('replacing') : t('sizeNote')}
      />
      <Stat label={t('rowsOfFile')} value={number(file.rows)} unit={t('rows')} note={file.file_name} />
      <Stat label={t('matchedRows')} value={number(file.matched)} unit={t('rows')} />
      <Stat
        label={t('invalidRows')}
        value={number(file.invalid)}
        unit={t('rows')}
        note={`${t('duplicateRows')} ${number(file.duplicates)}`}
      />
    </Stats>
  );
}

function Report({ found: { file } }: { found: CustomerListDetail }) {
  const { t } = useWords(listWords);
  const { instant } = useFormat();
  const refused = file.invalid + file.duplicates;
  return (
    <Panel
      title={t('report')}
      note={file.matched_at === null ? t('reportNever') : t('reportNote', { at: instant(file.matched_at) })}
      aside={
        <LinkButton to="/imports/$importId" params={{ importId: file.import_id }} variant="text">
          {t('seeImport')}
        </LinkButton>
      }
    >
      <Shares
        parts={[
          { key: 'matched', tone: 'good', name: t('matchedRows'), count: file.matched, note: '' },
          {
            key: 'unknown',
            tone: 'muted',
            name: t('unknownRows'),
            count: file.unknown,
            note: t('unknownText'),
          },
          {
            key: 'ambiguous',
            tone: 'warn',
            name: t('ambiguousRows'),
            count: file.ambiguous,
            note: t('ambiguousText'),
          },
        ]}
      />
      {refused > 0 && <p className={text.quiet}>{t('refused', { count: refused })}</p>}
    </Panel>
  );
}

function UsedBy({ found }: { found: CustomerListDetail }) {
  const { t } = useWords(listWords);
  const mayOperate = useMay('operate');
  return (
    <Panel
      title={t('usedBy')}
      aside={
        mayOperate && (
          <LinkButton to="/segments/new" search={{ list: found.list_id }} variant="text">
            {t('useIt')}
          </LinkButton>
        )
      }
    >
      {found.segments.length === 0 && <span className={text.quiet}>{t('unused')}</span>}
      <ul className={css.uses}>
        {found.segments.map((one) => (
          <li key={one.segment_id}>
            <Link to="/segments/$segmentId" params={{ segmentId: one.segment_id }}>
              {one.name}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Files({ found }: { found: CustomerListDetail }) {
  const { t } = useWords(listWords);
  return (
    <Panel title={t('files')}>
      <ol className={css.files}>
        {found.files.map((one) => (
          <li key={one.version}>
            <b>{t('version', { version: one.version })}</b>
            <Ago at={one.made_at} />
            <span>
              <Link to="/imports/$importId" params={{ importId: one.import_id }}>
                {one.file_name}
              </Link>
            </span>
            <span className={css.told}>
              {t('foundOf', one)}
              {one.version === found.version && <StateTag tone="good">{t('current')}</StateTag>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
