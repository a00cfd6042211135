import type { AttributeType } from '@lingqu/api';
import { useState } from 'react';
import { Dialog, Input, Select } from 'tdesign-react';

import { type KeyOf, useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Field } from '@/shared/ui';

import { useDefineAttribute } from './useAttributes';
import { detailWords } from './words/detail';

const TYPES: Record<AttributeType, Extract<KeyOf<typeof detailWords>, `type${string}`>> = {
  string: 'typeString',
  number: 'typeNumber',
  boolean: 'typeBoolean',
  date: 'typeDate',
  set: 'typeSet',
};

const KEY = /^[a-z][a-z0-9_]{0,39}$/;
const FRESH = { key: '', label: '', type: 'string' as AttributeType };

/** Define a field that every customer then has. */
export function DefineAttribute({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useWords(detailWords);
  const said = useSaid();
  const define = useDefineAttribute();
  const [draft, setDraft] = useState(FRESH);
  const [tried, setTried] = useState(false);
  const faults = {
    label: draft.label.trim() === '' ? t('needLabel') : '',
    key: KEY.test(draft.key) ? '' : t('needKey'),
  };
  const submit = () => {
    setTried(true);
    if (faults.label !== '' || faults.key !== '') return;
    define.mutate(draft, {
      onSuccess: () => {
        said.done(t('defined'));
        setDraft(FRESH);
        setTried(false);
        onClose();
      },
      onError: said.failed,
    });
  };
  return (
    <Dialog
      header={t('define')}
      visible={open}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('save'), loading: define.isPending }}
      cancelBtn={t('cancel')}
    >
      <Field label={t('fieldLabel')} fault={tried ? faults.label : ''} required>
        <Input value={draft.label} onChange={(label) => setDraft({ ...draft, label })} placeholder="" />
      </Field>
      <Field label={t('fieldKey')} help={t('fieldKeyHelp')} fault={tried ? faults.key : ''} required>
        <Input value={draft.key} onChange={(key) => setDraft({ ...draft, key })} placeholder="" />
      </Field>
      <Field label={t('fieldType')} group>
        <Select
          value={draft.type}
          options={Object.entries(TYPES).map(([value, word]) => ({ value, label: t(word) }))}
          onChange={(type) => setDraft({ ...draft, type: type as AttributeType })}
        />
      </Field>
    </Dialog>
  );
}
