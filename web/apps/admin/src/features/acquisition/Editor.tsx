import type { ChannelDraft } from '@lingqu/api';
import { type SubmitEvent, useState } from 'react';
import { Alert } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { Button, Panel } from '@/shared/ui';

import { BasicsFields } from './BasicsFields';
import { faultsOf, firstFaulty, isSound } from './draft';
import css from './Editor.module.css';
import { TagsFields } from './TagsFields';
import { WelcomeFields } from './WelcomeFields';
import { WelcomePhone } from './WelcomePhone';
import { editorWords } from './words/editor';

interface EditorProps {
  start: ChannelDraft;
  saving: boolean;
  error: Error | null;
  onSave: (draft: ChannelDraft) => void;
}

/** The form of a channel at the left; at the right, what the customer will see of it. */
export function Editor({ start, saving, error, onSave }: EditorProps) {
  const { t } = useWords(editorWords);
  const tell = useTold();
  const [draft, setDraft] = useState(start);
  const [open, setOpen] = useState(start.welcome.length - 1);
  const [tried, setTried] = useState(false);
  const faults = faultsOf(draft);
  const sound = isSound(faults);
  const change = (changed: Partial<ChannelDraft>) => setDraft({ ...draft, ...changed });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (sound) onSave(draft);
    else setOpen(firstFaulty(faults) ?? open);
  };
  const shown = Math.min(open, draft.welcome.length - 1);
  const welcome = draft.welcome[shown];
  return (
    <form className={css.editor} onSubmit={submit} noValidate>
      <div className={css.fields}>
        <Panel title={t('basics')}>
          <BasicsFields draft={draft} onChange={change} faults={tried ? faults : null} />
        </Panel>
        <Panel title={t('welcome')} note={t('welcomeNote')}>
          <WelcomeFields
            welcome={draft.welcome}
            onChange={(next) => change({ welcome: next })}
            open={shown}
            onOpen={setOpen}
            faults={tried ? faults.welcome : null}
          />
        </Panel>
        <Panel title={t('tagsRemark')}>
          <TagsFields draft={draft} onChange={change} />
        </Panel>
      </div>
      <aside className={css.preview}>
        {welcome !== undefined && <WelcomePhone welcome={welcome} />}
        <div className={css.acts}>
          {tried && !sound && <Alert theme="error" message={t('fixFirst')} />}
          {error !== null && <Alert theme="error" title={tell(error).title} message={tell(error).mend} />}
          <Button type="submit" size="large" block loading={saving}>
            {t('save')}
          </Button>
        </div>
      </aside>
    </form>
  );
}
