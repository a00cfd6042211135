import type { Definition, Segment } from '@lingqu/api';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Alert, Checkbox, Input, Textarea } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { Button, Field, Panel, Tabs } from '@/shared/ui';

import css from './Builder.module.css';
import { GroupBox } from './GroupBox';
import { LeaveGuard } from './LeaveGuard';
import { PreviewPanel } from './PreviewPanel';
import { SaveDialog } from './SaveDialog';
import { TextView } from './TextView';
import { isEmpty, rooted, sameShape } from './tree';
import { UndoBar } from './UndoBar';
import { faultOf, usePreview } from './usePreview';
import type { SegmentSave } from './useSegments';
import { useUndo } from './useUndo';
import { editorWords } from './words/editor';
import { saveWords } from './words/save';

export interface SegmentDraft {
  name: string;
  definition: Definition;
}

interface EditorProps {
  start: SegmentDraft;
  /** The segment that is edited; none while a new one is written. */
  segment?: Segment | null;
  saving: boolean;
  error: Error | null;
  onSave: (save: SegmentSave) => void;
}

type View = 'builder' | 'text' | 'json';

/** Name and conditions at the left, as a form or as JSON; at the right what they say and whom they meet. */
export function Editor({ start, segment = null, saving, error, onSave }: EditorProps) {
  const { t } = useWords(editorWords);
  const segmentId = segment?.segment_id ?? null;
  const [fires, setFires] = useState(false);
  const [asking, setAsking] = useState(false);
  const tell = useTold();
  const [name, setName] = useState(start.name);
  const [view, setView] = useState<View>('builder');
  const edits = useUndo(start.definition, { isOneAct: sameShape, listens: view === 'builder' });
  const { value: definition, change: setDefinition } = edits;
  const [tried, setTried] = useState(false);
  const preview = usePreview(definition, segmentId);
  const fault = faultOf(preview.error) ?? faultOf(error);
  const named = name.trim() !== '';
  const [sound, setSound] = useState(true);
  const ready = !isEmpty(definition) && sound;
  const take = (read: SegmentDraft) => {
    setName(read.name);
    setDefinition(read.definition);
  };
  const saved = useRef(false);
  const save = (firing: boolean) => {
    saved.current = true;
    onSave({ name: name.trim(), definition, fires: firing });
  };
  useEffect(() => {
    if (error !== null) saved.current = false;
  }, [error]);
  const edited = JSON.stringify(definition) !== JSON.stringify(start.definition);
  const unsaved = () => !saved.current && (edited || name !== start.name);
  const body = useRef<HTMLDivElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // Enter within a condition chooses there; it is no wish to save.
    if (body.current?.contains(document.activeElement) === true) return;
    setTried(true);
    if (!named || !ready) return;
    if (segment !== null && edited) setAsking(true);
    else save(fires);
  };
  return (
    <form className={css.editor} onSubmit={submit} noValidate>
      <div className={css.main}>
        <Panel>
          <Field label={t('name')} fault={tried && !named ? t('needName') : ''} required>
            <Input value={name} onChange={setName} maxlength={60} placeholder="" />
          </Field>
          {segment === null && <NewFires fires={fires} onChange={setFires} />}
        </Panel>
        <Panel flush>
          <Tabs
            label={t('conditions')}
            tabs={[
              { name: 'builder', title: t('builder') },
              { name: 'text', title: t('text') },
              { name: 'json', title: t('json') },
            ]}
            chosen={view}
            onChoose={(next) => {
              setView(next);
              setSound(next !== 'text');
            }}
          />
          <div ref={body} className={css.body}>
            {view === 'builder' && (
              <>
                <UndoBar edits={edits} />
                <GroupBox node={rooted(definition)} place="$" fault={fault} onChange={setDefinition} />
              </>
            )}
            {view === 'text' && (
              <TextView draft={{ name, definition }} segmentId={segmentId} onRead={take} onSound={setSound} />
            )}
            {view === 'json' && (
              <JsonView definition={definition} onChange={setDefinition} onSound={setSound} />
            )}
          </div>
        </Panel>
      </div>
      <aside className={css.aside}>
        <Button type="submit" size="large" block loading={saving} disabled={!ready}>
          {t('save')}
        </Button>
        {error !== null && <Alert theme="error" title={tell(error).title} message={tell(error).mend} />}
        <PreviewPanel preview={preview} definition={definition} segmentId={segmentId} outdated={!sound} />
      </aside>
      <LeaveGuard unsaved={unsaved} />
      {segment !== null && asking && (
        <SaveDialog
          segment={segment}
          definition={definition}
          saving={saving}
          onSave={save}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}

/** Of a new segment: whether those who fit already enter. */
function NewFires({ fires, onChange }: { fires: boolean; onChange: (fires: boolean) => void }) {
  const { t } = useWords(saveWords);
  return (
    <>
      <Checkbox checked={fires} onChange={onChange}>
        {t('newFire')}
      </Checkbox>
      <p className={css.under}>{t('newFireHelp')}</p>
    </>
  );
}

function JsonView({
  definition,
  onChange,
  onSound,
}: {
  definition: Definition;
  onChange: (definition: Definition) => void;
  onSound: (sound: boolean) => void;
}) {
  const { t } = useWords(editorWords);
  const [text, setText] = useState(() => JSON.stringify(definition, null, 2));
  const [broken, setBroken] = useState(false);
  const write = (next: string) => {
    setText(next);
    const read = readNode(next);
    setBroken(read === null);
    onSound(read !== null);
    if (read !== null) onChange(read);
  };
  return (
    <Field label={t('jsonLabel')} help={t('jsonHelp')} fault={broken ? t('badJson') : ''}>
      <Textarea
        className={css.json}
        value={text}
        onChange={write}
        autosize={{ minRows: 16, maxRows: 32 }}
        placeholder=""
      />
    </Field>
  );
}

/** A node the form can show; what lies deeper is the server's to judge. */
function readNode(text: string): Definition | null {
  try {
    const read: unknown = JSON.parse(text);
    return isNode(read) ? read : null;
  } catch {
    return null;
  }
}

function isNode(read: unknown): read is Definition {
  if (typeof read !== 'object' || read === null || !('kind' in read) || typeof read.kind !== 'string')
    return false;
  if (read.kind === 'not') return 'of' in read && isNode(read.of);
  if (read.kind !== 'all' && read.kind !== 'any') return true;
  return 'of' in read && Array.isArray(read.of) && read.of.every(isNode);
}
