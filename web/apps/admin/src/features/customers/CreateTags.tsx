import { useState } from 'react';
import { Dialog, Input, Textarea } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Field } from '@/shared/ui';

import { useCreateTags } from './useCreateTags';
import { tagWords } from './words/tags';

/** WeCom's limit for one tag name. */
const LONGEST = 30;

export function CreateTags({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useWords(tagWords);
  const said = useSaid();
  const create = useCreateTags();
  const [group, setGroup] = useState('');
  const [lines, setLines] = useState('');
  const [tried, setTried] = useState(false);
  const names = [
    ...new Set(
      lines
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ];
  const long = names.find((name) => Array.from(name).length > LONGEST);
  const groupFault = group.trim() === '' ? t('needGroup') : '';
  const namesFault =
    names.length === 0 ? t('needNames') : long === undefined ? '' : t('tooLong', { name: long });
  const submit = () => {
    setTried(true);
    if (groupFault !== '' || namesFault !== '') return;
    create.mutate(
      { group_name: group.trim(), names },
      {
        onSuccess: () => {
          said.done(t('created'));
          setGroup('');
          setLines('');
          setTried(false);
          onClose();
        },
        onError: said.failed,
      },
    );
  };
  return (
    <Dialog
      header={t('create')}
      visible={open}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('save'), loading: create.isPending }}
      cancelBtn={t('cancel')}
    >
      <Field label={t('group')} help={t('groupHelp')} fault={tried ? groupFault : ''} required>
        <Input value={group} onChange={setGroup} placeholder="" />
      </Field>
      <Field label={t('names')} help={t('namesHelp')} fault={tried ? namesFault : ''} required>
        <Textarea value={lines} onChange={setLines} autosize={{ minRows: 4, maxRows: 8 }} placeholder="" />
      </Field>
    </Dialog>
  );
}
