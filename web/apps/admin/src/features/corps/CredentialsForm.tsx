import type { Corp } from '@lingqu/api';
import { type SubmitEvent, useState } from 'react';
import { Alert, Input } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Field } from '@/shared/ui';

import css from './Connect.module.css';
import { useConnectCorp } from './useConnectCorp';
import { connectWords } from './words';

interface CredentialsFormProps {
  corp: Corp;
  onSaved: () => void;
  /** Null when there is nothing to go back to. */
  onCancel: (() => void) | null;
}

/** corpid, name, agentid, secret: checked by the server against WeCom before they are kept. */
export function CredentialsForm({ corp, onSaved, onCancel }: CredentialsFormProps) {
  const { t } = useWords(connectWords);
  const tell = useTold();
  const said = useSaid();
  const connect = useConnectCorp();
  const [draft, setDraft] = useState({
    corpid: corp.corpid,
    name: corp.name,
    agentid: corp.agentid === null ? '' : String(corp.agentid),
    secret: '',
  });
  const [tried, setTried] = useState(false);
  const set = (field: keyof typeof draft) => (value: string) => setDraft({ ...draft, [field]: value.trim() });
  const missing = (field: keyof typeof draft) =>
    draft[field] === '' ? t('required', { field: t(field) }) : '';
  const faults = {
    corpid: missing('corpid') || (draft.corpid.startsWith('ww') ? '' : t('corpidFault')),
    name: missing('name'),
    agentid: missing('agentid') || (/^\d+$/.test(draft.agentid) ? '' : t('agentidFault')),
    secret: missing('secret'),
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).some((fault) => fault !== '')) return;
    connect.mutate(
      { ...draft, agentid: Number(draft.agentid) },
      {
        onSuccess: () => {
          said.done(t('saved'));
          onSaved();
        },
      },
    );
  };
  const fault = (field: keyof typeof faults) => (tried ? faults[field] : '');
  return (
    <form onSubmit={submit} noValidate>
      <div className={css.form}>
        <Field label={t('corpid')} help={t('corpidHelp')} fault={fault('corpid')} required>
          <Input value={draft.corpid} onChange={set('corpid')} placeholder="" />
        </Field>
        <Field label={t('name')} help={t('nameHelp')} fault={fault('name')} required>
          <Input value={draft.name} onChange={set('name')} placeholder="" />
        </Field>
        <Field label={t('agentid')} help={t('agentidHelp')} fault={fault('agentid')} required>
          <Input value={draft.agentid} onChange={set('agentid')} placeholder="" />
        </Field>
        <Field label={t('secret')} help={t('secretHelp')} fault={fault('secret')} required>
          <Input
            type="password"
            value={draft.secret}
            onChange={set('secret')}
            autocomplete="off"
            placeholder=""
          />
        </Field>
      </div>
      {connect.error !== null && (
        <Alert
          theme="error"
          style={{ marginBottom: 16 }}
          title={tell(connect.error).title}
          message={tell(connect.error).mend}
        />
      )}
      <div className={css.acts}>
        <Button type="submit" loading={connect.isPending}>
          {t('save')}
        </Button>
        {onCancel !== null && (
          <Button variant="outline" onClick={onCancel}>
            {t('keep')}
          </Button>
        )}
      </div>
    </form>
  );
}
