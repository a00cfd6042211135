import type { ConsentDraft } from '@lingqu/api';
import { useState } from 'react';
import { Dialog, Radio, Select, Textarea } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Field } from '@/shared/ui';

import { useRecordConsent } from './useConsent';
import { consentWords } from './words/consent';

const LONGEST = 200;
const CHANNELS = ['any', 'broadcast', 'moment', 'groupchat'] as const;

const fresh = (): ConsentDraft => ({
  key: crypto.randomUUID(),
  purpose: 'marketing',
  channel: 'any',
  stance: 'withdrawn',
  source: 'conversation',
  reason: '',
  occurred_at: null,
});

/** Write down what a customer said; sent twice, it is recorded once. */
export function RecordConsent({ customerId, onClose }: { customerId: number; onClose: () => void }) {
  const { t } = useWords(consentWords);
  const said = useSaid();
  const record = useRecordConsent(customerId);
  const [draft, setDraft] = useState(fresh);
  const [tried, setTried] = useState(false);
  const change = (changed: Partial<ConsentDraft>) => setDraft({ ...draft, ...changed });
  const fault = draft.reason.trim() === '' ? t('needWhy') : '';
  const submit = () => {
    setTried(true);
    if (fault !== '') return;
    record.mutate(draft, {
      onSuccess: () => {
        said.done(t('recorded'));
        onClose();
      },
      onError: said.failed,
    });
  };
  return (
    <Dialog
      visible
      header={t('record')}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('save'), loading: record.isPending }}
      cancelBtn={t('cancel')}
    >
      <Field label={t('stance')} group>
        <Radio.Group value={draft.stance} onChange={(stance) => change({ stance })}>
          <Radio value="withdrawn">{t('withdraws')}</Radio>
          <Radio value="granted">{t('grants')}</Radio>
        </Radio.Group>
      </Field>
      <Field label={t('purpose')} group>
        <Radio.Group value={draft.purpose} onChange={(purpose) => change({ purpose })}>
          <Radio value="marketing">{t('marketingLong')}</Radio>
          <Radio value="service">{t('serviceLong')}</Radio>
        </Radio.Group>
      </Field>
      <Field label={t('way')} group>
        <Select
          value={draft.channel}
          options={CHANNELS.map((value) => ({ value, label: t(value) }))}
          onChange={(channel) => change({ channel: channel as ConsentDraft['channel'] })}
        />
      </Field>
      <Field label={t('how')} group>
        <Radio.Group value={draft.source} onChange={(source) => change({ source })}>
          <Radio value="conversation">{t('source_conversation')}</Radio>
          <Radio value="staff">{t('source_staff')}</Radio>
        </Radio.Group>
      </Field>
      <Field label={t('why')} help={t('whyHelp')} fault={tried ? fault : ''} required>
        <Textarea
          value={draft.reason}
          maxlength={LONGEST}
          autosize={{ minRows: 2, maxRows: 5 }}
          placeholder=""
          onChange={(reason) => change({ reason })}
        />
      </Field>
    </Dialog>
  );
}
