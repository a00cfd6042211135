import { Input, Radio } from 'tdesign-react';

import { TagSelect } from '@/features/customers';
import { SegmentSelect } from '@/features/segments';
import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import css from './Broadcast.module.css';
import type { Composition } from './composition';
import { GroupsFields } from './GroupsFields';
import { ProgrammeSelect } from './ProgrammeSelect';
import { composeWords } from './words/compose';
import { groupsWords } from './words/groups';

interface FieldsProps {
  draft: Composition;
  onChange: (changed: Partial<Composition>) => void;
  /** Say what is missing: once the form has been sent. */
  tried: boolean;
}

/** Name, programme, and to whom: customers by tags or a segment, or customer groups. */
export function AudienceFields({ draft, onChange, tried }: FieldsProps) {
  const { t } = useWords(composeWords);
  const { t: word } = useWords(groupsWords);
  return (
    <>
      <Field
        label={t('name')}
        help={t('nameHelp')}
        fault={tried && draft.name.trim() === '' ? t('needName') : ''}
        required
      >
        <Input value={draft.name} onChange={(name) => onChange({ name })} maxlength={40} placeholder="" />
      </Field>
      <ProgrammeSelect
        help={t('programmeHelp')}
        value={draft.programme_id}
        onChange={(programme_id) => onChange({ programme_id })}
      />
      <div className={css.kind}>
        <Field label={word('to')} help={draft.to === 'groups' ? word('toGroupsHelp') : undefined} group>
          <Radio.Group
            variant="default-filled"
            value={draft.to}
            onChange={(to) => onChange({ to: to === 'groups' ? 'groups' : 'customers' })}
          >
            <Radio.Button value="customers">{word('toCustomers')}</Radio.Button>
            <Radio.Button value="groups">{word('groups')}</Radio.Button>
          </Radio.Group>
        </Field>
      </div>
      {draft.to === 'groups' ? (
        <GroupsFields form={draft} onChange={onChange} tried={tried} />
      ) : (
        <CustomersFields draft={draft} onChange={onChange} tried={tried} />
      )}
    </>
  );
}

function CustomersFields({ draft, onChange, tried }: FieldsProps) {
  const { t } = useWords(composeWords);
  return (
    <>
      <div className={css.kind}>
        <Field label={t('kind')} group>
          <Radio.Group
            variant="default-filled"
            value={draft.kind}
            onChange={(kind) => onChange({ kind: kind === 'segment' ? 'segment' : 'tags' })}
          >
            <Radio.Button value="tags">{t('byTags')}</Radio.Button>
            <Radio.Button value="segment">{t('bySegment')}</Radio.Button>
          </Radio.Group>
        </Field>
      </div>
      {draft.kind === 'tags' ? (
        <TagFields draft={draft} onChange={onChange} tried={tried} />
      ) : (
        <Field
          label={t('segment')}
          help={t('segmentHelp')}
          fault={tried && draft.segment_id === null ? t('needSegment') : ''}
          required
          group
        >
          <SegmentSelect value={draft.segment_id} onChange={(segment_id) => onChange({ segment_id })} />
        </Field>
      )}
    </>
  );
}

function TagFields({ draft, onChange, tried }: FieldsProps) {
  const { t } = useWords(composeWords);
  return (
    <div className={css.tags}>
      <Field
        label={t('tags')}
        fault={tried && draft.tag_ids.length === 0 ? t('needTags') : ''}
        required
        group
      >
        <TagSelect value={draft.tag_ids} onChange={(tag_ids) => onChange({ tag_ids })} />
      </Field>
      <Field label={t('match')} group>
        <Radio.Group
          variant="default-filled"
          value={draft.tag_match}
          onChange={(match) => onChange({ tag_match: match === 'all' ? 'all' : 'any' })}
        >
          <Radio.Button value="any">{t('matchAny')}</Radio.Button>
          <Radio.Button value="all">{t('matchAll')}</Radio.Button>
        </Radio.Group>
      </Field>
    </div>
  );
}
