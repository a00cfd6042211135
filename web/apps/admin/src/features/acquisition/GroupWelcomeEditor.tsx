import { type SubmitEvent, useState } from 'react';
import { Alert, Checkbox, Input, Radio } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { MaterialFields, TextArea, useAttachmentFault } from '@/shared/messages';
import { Button, Field, Panel } from '@/shared/ui';

import css from './GroupWelcome.module.css';
import { GroupWelcomePhone } from './GroupWelcomePhone';
import {
  attachmentsOf,
  groupWelcomeOf,
  type GroupWelcomeWriting,
  MOST_TEXT_BYTES,
  NICKNAME,
  textFault,
} from './groupWelcomeWriting';
import type { useSaveGroupWelcome } from './useGroupWelcomes';
import { groupWelcomeFormWords } from './words/groupWelcomeForm';

const KINDS = ['none', 'image', 'link', 'miniprogram', 'video', 'file'] as const;

interface EditorProps {
  start: GroupWelcomeWriting;
  /** WeCom has it already, and tells nobody of changes. */
  made: boolean;
  save: ReturnType<typeof useSaveGroupWelcome>;
  onSaved: (groupWelcomeId: number) => void;
}

/** The form of a template at the left; at the right, what a newcomer will see of it. */
export function GroupWelcomeEditor({ start, made, save, onSaved }: EditorProps) {
  const { t } = useWords(groupWelcomeFormWords);
  const tell = useTold();
  const [writing, setWriting] = useState(start);
  const [tried, setTried] = useState(false);
  const draft = groupWelcomeOf(writing);
  const change = (changed: Partial<GroupWelcomeWriting>) => setWriting((now) => ({ ...now, ...changed }));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft !== null) save.mutate(draft, { onSuccess: ({ group_welcome_id: id }) => onSaved(id) });
  };
  return (
    <form className={css.sides} onSubmit={submit} noValidate>
      <div className={css.stack}>
        <Panel title={t('basics')}>
          <Field
            label={t('name')}
            help={t('nameHelp')}
            fault={tried && writing.name.trim() === '' ? t('needName') : ''}
            required
          >
            <Input value={writing.name} onChange={(name) => change({ name })} maxlength={40} placeholder="" />
          </Field>
          <Field label={t('notify')} help={t(made ? 'notifyMade' : 'notifyHelp')} group>
            <Checkbox checked={writing.notify} disabled={made} onChange={(notify) => change({ notify })}>
              {t('notifyOn')}
            </Checkbox>
          </Field>
        </Panel>
        <Panel title={t('content')} note={t('contentNote')}>
          <ContentFields writing={writing} onChange={change} tried={tried} />
        </Panel>
      </div>
      <aside className={css.preview}>
        <h2>{t('preview')}</h2>
        <GroupWelcomePhone text={writing.text} attachments={attachmentsOf(writing)} />
        <div className={css.acts}>
          {tried && draft === null && <Alert theme="error" message={t('fixFirst')} />}
          {save.error !== null && (
            <Alert theme="error" title={tell(save.error).title} message={tell(save.error).mend} />
          )}
          <Button type="submit" size="large" block loading={save.isPending}>
            {t('save')}
          </Button>
        </div>
      </aside>
    </form>
  );
}

interface FieldsProps {
  writing: GroupWelcomeWriting;
  onChange: (changed: Partial<GroupWelcomeWriting>) => void;
  /** Say what is missing: once the form has been sent. */
  tried: boolean;
}

/** Text, and after it one attachment: WeCom shows no more of a template. */
function ContentFields({ writing, onChange, tried }: FieldsProps) {
  const { t } = useWords(groupWelcomeFormWords);
  const wrong = textFault(writing);
  const faultOf = useAttachmentFault();
  const [attachment] = attachmentsOf(writing);
  const fault = tried && attachment !== undefined ? faultOf(attachment) : '';
  return (
    <>
      <TextArea
        label={t('text')}
        help={t('textHelp')}
        value={writing.text}
        onChange={(text) => onChange({ text })}
        insert={[{ title: t('nickname'), text: NICKNAME }]}
        fault={wrong === 'nicknameCase' || (tried && wrong !== null) ? t(wrong) : ''}
        most={MOST_TEXT_BYTES}
        rows={6}
      />
      <Field label={t('attachment')} fault={fault} group>
        <Radio.Group variant="default-filled" value={writing.kind} onChange={(kind) => onChange({ kind })}>
          {KINDS.map((kind) => (
            <Radio.Button key={kind} value={kind}>
              {t(kind)}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Field>
      {attachment !== undefined && (
        <MaterialFields
          attachment={attachment}
          onChange={(next) => onChange({ kept: { ...writing.kept, [next.kind]: next } })}
        />
      )}
    </>
  );
}
