import type { ColumnMap, Import } from '@lingqu/api';
import { useState } from 'react';
import { Dialog, Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Field } from '@/shared/ui';

import { useSaveTemplate } from './useTemplates';
import { mappingWords } from './words/mapping';

/** Keep this mapping under a name, so that the next file of this kind needs no hands. */
export function SaveTemplate({ found, map }: { found: Import; map: ColumnMap }) {
  const { t } = useWords(mappingWords);
  const said = useSaid();
  const save = useSaveTemplate();
  const [name, setName] = useState<string | null>(null);
  const columns = found.layout?.columns ?? [];
  const fields = Object.fromEntries(
    map.assignments.map(({ column, field }) => [field, [columns[column] ?? '']]),
  );
  const confirm = () =>
    save.mutate(
      { kind: found.kind, source: map.source, name: name ?? '', fields, statuses: map.statuses },
      {
        onSuccess: () => {
          setName(null);
          said.done(t('templateSaved'));
        },
        onError: said.failed,
      },
    );
  return (
    <>
      <Button variant="outline" disabled={map.assignments.length === 0} onClick={() => setName('')}>
        {t('saveTemplate')}
      </Button>
      <Dialog
        header={t('saveTemplate')}
        visible={name !== null}
        onClose={() => setName(null)}
        onConfirm={confirm}
        confirmBtn={{ content: t('save'), loading: save.isPending, disabled: (name ?? '').trim() === '' }}
        cancelBtn={t('close')}
      >
        <Field label={t('templateName')} help={t('templateNameHelp')} required>
          <Input value={name ?? ''} onChange={setName} maxlength={40} placeholder="" />
        </Field>
      </Dialog>
    </>
  );
}
