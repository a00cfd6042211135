import type { CustomerListDetail } from '@lingqu/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog, Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Field, LinkButton } from '@/shared/ui';

import { useArchiveList, useMatchList, useRenameList } from './useListActs';
import { listWords } from './words/lists';

const LONGEST = 60;

/** What can be done with a list. */
export function ListActs({ list }: { list: CustomerListDetail }) {
  const { t } = useWords(listWords);
  const said = useSaid();
  const match = useMatchList(list.list_id);
  const busy = list.filling_import_id !== null;
  return (
    <>
      <Archive list={list} disabled={busy || list.segments.length > 0} />
      <Rename list={list} />
      <Button
        variant="outline"
        disabled={busy}
        loading={match.isPending}
        onClick={() =>
          match.mutate(undefined, { onSuccess: () => said.done(t('matching')), onError: said.failed })
        }
      >
        {t('match')}
      </Button>
      <LinkButton to="/imports/new" search={{ kind: 'people', list: list.list_id }} disabled={busy}>
        {t('replace')}
      </LinkButton>
    </>
  );
}

function Rename({ list }: { list: CustomerListDetail }) {
  const { t } = useWords(listWords);
  const said = useSaid();
  const rename = useRenameList(list.list_id);
  const [name, setName] = useState<string | null>(null);
  const confirm = () =>
    rename.mutate(name ?? '', {
      onSuccess: () => {
        setName(null);
        said.done(t('renamed'));
      },
      onError: said.failed,
    });
  return (
    <>
      <Button variant="outline" onClick={() => setName(list.name)}>
        {t('rename')}
      </Button>
      <Dialog
        header={t('rename')}
        visible={name !== null}
        onClose={() => setName(null)}
        onConfirm={confirm}
        confirmBtn={{ content: t('save'), loading: rename.isPending, disabled: (name ?? '').trim() === '' }}
        cancelBtn={t('cancel')}
      >
        <Field label={t('name')} required>
          <Input value={name ?? ''} onChange={setName} maxlength={LONGEST} placeholder="" />
        </Field>
      </Dialog>
    </>
  );
}

function Archive({ list, disabled }: { list: CustomerListDetail; disabled: boolean }) {
  const { t } = useWords(listWords);
  const said = useSaid();
  const navigate = useNavigate();
  const archive = useArchiveList(list.list_id);
  const [asking, setAsking] = useState(false);
  const confirm = () =>
    archive.mutate(undefined, {
      onSuccess: () => {
        said.done(t('archived'));
        void navigate({ to: '/lists' });
      },
      onError: said.failed,
    });
  return (
    <>
      <Button
        variant="outline"
        theme="danger"
        disabled={disabled}
        title={list.segments.length > 0 ? t('archiveUsed') : undefined}
        onClick={() => setAsking(true)}
      >
        {t('archive')}
      </Button>
      <Dialog
        header={t('archiveTitle')}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
        confirmBtn={{ content: t('archive'), theme: 'danger', loading: archive.isPending }}
        cancelBtn={t('cancel')}
      >
        {t('archiveText')}
      </Dialog>
    </>
  );
}
