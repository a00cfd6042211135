import { Checkbox, Input, Radio } from 'tdesign-react';

import { TagSelect } from '@/features/customers';
import { ManyDepartmentsSelect, ManyStaffSelect } from '@/features/directory';
import { SegmentSelect } from '@/features/segments';
import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import broadcastCss from './Broadcast.module.css';
import { isGoverned, type MomentFieldsProps, type MomentKind, type MomentWriting } from './momentWriting';
import { ProgrammeSelect } from './ProgrammeSelect';
import { momentFormWords } from './words/momentForm';

const KINDS: [MomentKind, 'kindAll' | 'kindTags' | 'kindSegment'][] = [
  ['all', 'kindAll'],
  ['tags', 'kindTags'],
  ['segment', 'kindSegment'],
];

/** Programme, and whether people are left out one by one; where the server says they must be, there is no choice. */
export function MomentRulesFields({ writing, onChange, forced }: MomentRulesProps) {
  const { t } = useWords(momentFormWords);
  return (
    <>
      <ProgrammeSelect
        help={t('programmeHelp')}
        value={writing.programme_id}
        onChange={(programme_id) => onChange({ programme_id })}
      />
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

/** Name, for whom, by whom. */
export function MomentWhomFields({ writing, onChange, tried }: MomentFieldsProps) {
  const { t } = useWords(momentFormWords);
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
