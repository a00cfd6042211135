import type { ImportKind } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type DragEvent, useId, useState } from 'react';
import { CartIcon, ChevronLeftIcon, UserListIcon, UsergroupIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useLists } from '@/shared/lists';
import { useSaid } from '@/shared/query';
import { Page, Panel } from '@/shared/ui';

import css from './Import.module.css';
import { KINDS } from './search';
import { Steps } from './Steps';
import { useUploadTable } from './useImports';
import { importWords } from './words/imports';

const route = getRouteApi('/imports/new');
const ICONS: Record<ImportKind, typeof CartIcon> = {
  orders: CartIcon,
  members: UsergroupIcon,
  people: UserListIcon,
};
const MOST_BYTES = 512 * 2 ** 20;

/** The first step: what it is, and the file. */
export default function NewImportPage() {
  const { t } = useWords(importWords);
  const { kind = 'orders', list } = route.useSearch();
  const navigate = route.useNavigate();
  const replaced = useLists().data?.items.find((one) => one.list_id === list);
  const back = (
    <Link to="/imports" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={t('newTitle')} purpose={t('newPurpose')} back={back}>
      <Steps at={0} />
      <div className={css.stack}>
        <Panel title={t('choose')}>
          <div className={css.kinds} role="radiogroup" aria-label={t('choose')}>
            {KINDS.map((one) => (
              <Kind
                key={one}
                kind={one}
                chosen={one === kind}
                onChoose={() => void navigate({ search: { kind: one }, replace: true })}
              />
            ))}
          </div>
        </Panel>
        <Panel
          title={t('fileStep')}
          note={replaced === undefined ? undefined : t('forList', { name: replaced.name })}
        >
          <Drop
            kind={kind}
            onUploaded={(importId) =>
              void navigate({ to: '/imports/$importId', params: { importId }, search: { list } })
            }
          />
        </Panel>
      </div>
    </Page>
  );
}

function Kind({ kind, chosen, onChoose }: { kind: ImportKind; chosen: boolean; onChoose: () => void }) {
  const { t } = useWords(importWords);
  const Icon = ICONS[kind];
  return (
    <button type="button" role="radio" aria-checked={chosen} className={css.kind} onClick={onChoose}>
      <Icon size="24px" />
      <b>{t(kind)}</b>
      <span>{t(`${kind}Text`)}</span>
      <span>{t(`${kind}After`)}</span>
      <small>{t(`${kind}Needs`)}</small>
    </button>
  );
}

function Drop({ kind, onUploaded }: { kind: ImportKind; onUploaded: (importId: number) => void }) {
  const { t } = useWords(importWords);
  const id = useId();
  const said = useSaid();
  const upload = useUploadTable();
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const take = (file: File | undefined) => {
    if (file === undefined || upload.isPending) return;
    if (file.size > MOST_BYTES) said.wrong(t('tooLarge'));
    else if (!/\.(csv|txt|tsv|xlsx)$/i.test(file.name)) said.wrong(t('notATable'));
    else {
      setShare(0);
      upload.mutate(
        { file, kind, onShare: setShare },
        { onSuccess: (made) => onUploaded(made.import_id), onError: said.failed },
      );
    }
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={css.drop}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      {upload.isPending ? (
        <>
          <p>{t('uploading', { name: upload.variables.file.name })}</p>
          <div className={css.bar} role="progressbar" aria-label={t('fileStep')} aria-valuenow={share * 100}>
            <i style={{ width: `${share * 100}%` }} />
          </div>
        </>
      ) : (
        <p>
          {t('drop')}{' '}
          <input
            id={id}
            type="file"
            accept=".csv,.txt,.tsv,.xlsx"
            onChange={(event) => take(event.target.files?.[0])}
          />
          <label htmlFor={id}>{t('pick')}</label>
        </p>
      )}
      <small>{t('fileHelp')}</small>
    </div>
  );
}
