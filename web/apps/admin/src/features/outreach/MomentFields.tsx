import { useId } from 'react';
import { Checkbox, Input, Radio } from 'tdesign-react';

import { TagSelect } from '@/features/customers';
import { ManyDepartmentsSelect, ManyStaffSelect } from '@/features/directory';
import { SegmentSelect } from '@/features/segments';
import { useWords } from '@/shared/i18n';
import { TextArea, useUpload } from '@/shared/messages';
import { useSaid } from '@/shared/query';
import { Button, Field } from '@/shared/ui';

import broadcastCss from './Broadcast.module.css';
import css from './Moment.module.css';
import { blobUrl } from './MomentPreview';
import { isGoverned, isShowable, MOST_PICTURES, type MomentKind, type MomentWriting } from './momentWriting';
import { ProgrammeSelect } from './ProgrammeSelect';
import { momentWords } from './words/moment';

const MOST_BYTES = 2 * 1024 * 1024;
const KINDS: [MomentKind, 'kindAll' | 'kindTags' | 'kindSegment'][] = [
  ['all', 'kindAll'],
  ['tags', 'kindTags'],
  ['segment', 'kindSegment'],
];

/** Programme, and whether people are left out one by one; where the server says they must be, there is no choice. */
export function MomentRulesFields({ writing, onChange, forced }: MomentRulesProps) {
  const { t } = useWords(momentWords);
  return (
    <>
      <ProgrammeSelect value={writing.programme_id} onChange={(programme_id) => onChange({ programme_id })} />
      <Field label={t('governing')} help={t(isGoverned(writing) ? 'governedHelp' : 'openHelp')} group>
        <Checkbox
          checked={isGoverned(writing)}
          disabled={forced || isGoverned({ ...writing, governed: false })}
          onChange={(governed) => onChange({ governed })}
        >
          {t('governed')}
        </Checkbox>
      </Field>
    </>
  );
}

interface MomentRulesProps {
  writing: MomentWriting;
  onChange: (changed: Partial<MomentWriting>) => void;
  /** The server governs it, whatever is asked for. */
  forced: boolean;
}

interface FieldsProps {
  writing: MomentWriting;
  onChange: (changed: Partial<MomentWriting>) => void;
  /** Say what is missing: once the form has been sent. */
  tried: boolean;
}

/** Name, for whom, by whom. */
export function MomentWhomFields({ writing, onChange, tried }: FieldsProps) {
  const { t } = useWords(momentWords);
  return (
    <>
      <Field
        label={t('momentName')}
        help={t('nameHelp')}
        fault={tried && writing.name.trim() === '' ? t('needName') : ''}
        required
      >
        <Input value={writing.name} onChange={(name) => onChange({ name })} maxlength={40} placeholder="" />
      </Field>
      <div className={broadcastCss.kind}>
        <Field label={t('kind')} group>
          <Radio.Group variant="default-filled" value={writing.kind} onChange={(kind) => onChange({ kind })}>
            {KINDS.map(([kind, word]) => (
              <Radio.Button key={kind} value={kind}>
                {t(word)}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Field>
      </div>
      {writing.kind === 'tags' && (
        <Field
          label={t('tags')}
          fault={tried && writing.tag_ids.length === 0 ? t('needTags') : ''}
          required
          group
        >
          <TagSelect value={writing.tag_ids} onChange={(tag_ids) => onChange({ tag_ids })} />
        </Field>
      )}
      {writing.kind === 'segment' && (
        <Field
          label={t('kindSegment')}
          fault={tried && writing.segment_id === null ? t('needSegment') : ''}
          required
          group
        >
          <SegmentSelect value={writing.segment_id} onChange={(segment_id) => onChange({ segment_id })} />
        </Field>
      )}
      <Field label={t('senders')} group>
        <ManyStaffSelect
          value={writing.staff_ids}
          placeholder={t('sendersAll')}
          onChange={(staff_ids) => onChange({ staff_ids })}
        />
      </Field>
      <Field label={t('departments')} group>
        <ManyDepartmentsSelect
          value={writing.department_ids}
          placeholder={t('departmentsNone')}
          onChange={(department_ids) => onChange({ department_ids })}
        />
      </Field>
    </>
  );
}

/** Text and up to nine pictures. */
export function MomentContentFields({ writing, onChange, tried }: FieldsProps) {
  const { t } = useWords(momentWords);
  const id = useId();
  const said = useSaid();
  const upload = useUpload();
  const add = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MOST_BYTES) {
      said.wrong(t('tooBig'));
      return;
    }
    upload.mutate(file, {
      onSuccess: (blob) => onChange({ pictures: [...writing.pictures, blob.blob_key] }),
      onError: said.failed,
    });
  };
  return (
    <>
      <TextArea
        label={t('text')}
        help={t('textHelp')}
        fault={tried && !isShowable(writing) ? t('needContent') : ''}
        value={writing.text}
        onChange={(text) => onChange({ text })}
        rows={6}
      />
      <Field label={t('pictures', { count: writing.pictures.length })} help={t('picturesHelp')} group>
        <div className={css.pictures}>
          {writing.pictures.map((key, place) => (
            <Button
              key={place}
              variant="text"
              aria-label={t('removePicture', { n: place + 1 })}
              onClick={() => onChange({ pictures: writing.pictures.filter((_, at) => at !== place) })}
            >
              <img src={blobUrl(key)} alt="" />
            </Button>
          ))}
          {writing.pictures.length < MOST_PICTURES && (
            <>
              <input
                id={id}
                type="file"
                accept="image/jpeg,image/png"
                onChange={(event) => add(event.target.files?.[0])}
              />
              <label htmlFor={id}>{t('addPicture')}</label>
            </>
          )}
        </div>
      </Field>
    </>
  );
}
