import type { UnknownCall } from '@lingqu/api';
import { useState } from 'react';
import { Dialog, Radio, Textarea } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Field } from '@/shared/ui';

import { useSettleCall } from './useUnknownCalls';
import { unknownWords } from './words/unknown';

const LONGEST = 500;

interface SettleCallProps {
  broadcastId: number;
  call: UnknownCall;
  onClose: () => void;
}

/** Whether a call was sent, and how that is known; nothing is chosen beforehand. */
export function SettleCall({ broadcastId, call, onClose }: SettleCallProps) {
  const { t } = useWords(unknownWords);
  const said = useSaid();
  const settle = useSettleCall(broadcastId);
  const [sent, setSent] = useState<boolean | null>(null);
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const reason = words.trim();
  const submit = () => {
    setTried(true);
    if (sent === null || reason === '') return;
    settle.mutate(
      { groupSendId: call.group_send_id, sent, words: reason },
      {
        onSuccess: () => {
          said.done(t('done'));
          onClose();
        },
        onError: said.failed,
      },
    );
  };
  return (
    <Dialog
      visible
      header={t('header', { name: call.staff.name })}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('save'), loading: settle.isPending }}
      cancelBtn={t('cancel')}
    >
      <p>{t('text')}</p>
      <Field label={t('question')} fault={tried && sent === null ? t('sentFault') : ''} required group>
        <Radio.Group
          value={sent === null ? '' : sent ? 'sent' : 'notSent'}
          onChange={(value) => setSent(value === 'sent')}
        >
          <Radio value="sent">{t('sent')}</Radio>
          <Radio value="notSent">{t('notSent')}</Radio>
        </Radio.Group>
      </Field>
      <Field
        label={t('words')}
        help={t('wordsHelp')}
        fault={tried && reason === '' ? t('wordsFault') : ''}
        required
      >
        <Textarea
          value={words}
          maxlength={LONGEST}
          autosize={{ minRows: 2, maxRows: 5 }}
          placeholder=""
          onChange={setWords}
        />
      </Field>
    </Dialog>
  );
}
