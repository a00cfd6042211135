import type { SuppressionDraft } from '@lingqu/api';
import { useState } from 'react';
import { Dialog, Radio, Select, Textarea } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { DayField, Field } from '@/shared/ui';

import { useSuppress } from './useConsent';
import { consentWords } from './words/consent';

const LONGEST = 200;
const REASONS = ['complaint', 'asked', 'legal', 'other'] as const;
/** The corp's zone has no summer time. */
const CHINA = '+08:00';

const lastInstant = (day: string) => (day === '' ? null : new Date(`${day}T23:59:59${CHINA}`).toISOString());

/** Leave a customer in peace, until a day or until it is lifted. */
export function Suppress({ customerId, onClose }: { customerId: number; onClose: () => void }) {
  const { t } = useWords(consentWords);
  const said = useSaid();
  const suppress = useSuppress(customerId);
  const [all, setAll] = useState(true);
  const [reason, setReason] = useState<SuppressionDraft['reason']>('complaint');
  const [day, setDay] = useState('');
  const [note, setNote] = useState('');
  const submit = () =>
    suppress.mutate(
      {
        purpose: all ? null : 'marketing',
        reason,
        note: note.trim() === '' ? null : note.trim(),
        ends_at: lastInstant(day),
      },
      {
        onSuccess: () => {
          said.done(t('suppressedDone'));
          onClose();
        },
        onError: said.failed,
      },
    );
  return (
    <Dialog
      visible
      header={t('suppress')}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('save'), loading: suppress.isPending }}
      cancelBtn={t('cancel')}
    >
      <Field label={t('scope')} group>
        <Radio.Group value={all ? 'all' : 'marketing'} onChange={(value) => setAll(value === 'all')}>
          <Radio value="all">{t('ofAll')}</Radio>
          <Radio value="marketing">{t('ofMarketing')}</Radio>
        </Radio.Group>
      </Field>
      <Field label={t('reason')} group>
        <Select
          value={reason}
          options={REASONS.map((value) => ({ value, label: t(`reason_${value}`) }))}
          onChange={(value) => setReason(value as SuppressionDraft['reason'])}
        />
      </Field>
      <Field label={t('untilDay')} help={t('untilHelp')} group>
        <DayField clearable value={day} onChange={setDay} />
      </Field>
      <Field label={t('note')} help={t('noteHelp')}>
        <Textarea
          value={note}
          maxlength={LONGEST}
          autosize={{ minRows: 2, maxRows: 5 }}
          placeholder=""
          onChange={setNote}
        />
      </Field>
    </Dialog>
  );
}
