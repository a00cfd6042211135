import { InputNumber, Radio } from 'tdesign-react';

import { ManyDepartmentsSelect, ManyStaffSelect } from '@/features/directory';
import { GroupchatsSelect, GroupTagsSelect } from '@/features/groupchats';
import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import { type AudienceForm, type GroupConditions, isUpsideDown } from './audience';
import css from './Groups.module.css';
import { groupsWords } from './words/groups';

interface GroupsFieldsProps {
  form: AudienceForm;
  onChange: (changed: Partial<AudienceForm>) => void;
  /** Say what is missing: once the form has been sent. */
  tried: boolean;
}

/** Which customer groups: those that meet conditions, or some chosen one by one. */
export function GroupsFields({ form, onChange, tried }: GroupsFieldsProps) {
  const { t } = useWords(groupsWords);
  return (
    <>
      <div className={css.by}>
        <Field label={t('by')} group>
          <Radio.Group
            variant="default-filled"
            value={form.groups_by}
            onChange={(by) => onChange({ groups_by: by === 'choice' ? 'choice' : 'conditions' })}
          >
            <Radio.Button value="conditions">{t('byConditions')}</Radio.Button>
            <Radio.Button value="choice">{t('byChoice')}</Radio.Button>
          </Radio.Group>
        </Field>
      </div>
      {form.groups_by === 'conditions' ? (
        <ConditionsFields
          conditions={form.conditions}
          onChange={(changed) => onChange({ conditions: { ...form.conditions, ...changed } })}
        />
      ) : (
        <Field
          label={t('groups')}
          help={t('choiceHelp')}
          fault={tried && form.groupchat_ids.length === 0 ? t('needGroups') : ''}
          required
          group
        >
          <GroupchatsSelect
            value={form.groupchat_ids}
            onChange={(groupchat_ids) => onChange({ groupchat_ids })}
          />
        </Field>
      )}
    </>
  );
}

interface ConditionsProps {
  conditions: GroupConditions;
  onChange: (changed: Partial<GroupConditions>) => void;
}

function ConditionsFields({ conditions, onChange }: ConditionsProps) {
  const { t } = useWords(groupsWords);
  const { tag_ids, owner_ids, department_ids, least_people, most_people } = conditions;
  return (
    <div className={css.conditions}>
      <Field label={t('tags')} help={t('tagsHelp')} group>
        <GroupTagsSelect
          value={tag_ids}
          placeholder={t('anyTag')}
          onChange={(chosen) => onChange({ tag_ids: chosen })}
        />
      </Field>
      <Field label={t('owners')} group>
        <ManyStaffSelect
          value={owner_ids}
          placeholder={t('anyOwner')}
          onChange={(chosen) => onChange({ owner_ids: chosen })}
        />
      </Field>
      <Field label={t('departments')} help={t('departmentsHelp')} group>
        <ManyDepartmentsSelect
          value={department_ids}
          placeholder={t('anyDepartment')}
          onChange={(chosen) => onChange({ department_ids: chosen })}
        />
      </Field>
      <Field
        label={t('size')}
        help={t('sizeHelp')}
        fault={isUpsideDown(conditions) ? t('upsideDown') : ''}
        group
      >
        <span className={css.range}>
          <People
            label={t('least')}
            value={least_people}
            onChange={(least) => onChange({ least_people: least })}
          />
          <span aria-hidden="true">{t('to_')}</span>
          <People
            label={t('most')}
            value={most_people}
            onChange={(most) => onChange({ most_people: most })}
          />
        </span>
      </Field>
    </div>
  );
}

interface PeopleProps {
  label: string;
  value: number | null;
  onChange: (people: number | null) => void;
}

function People({ label, value, onChange }: PeopleProps) {
  return (
    <InputNumber
      theme="normal"
      align="right"
      min={0}
      max={100_000}
      decimalPlaces={0}
      value={value ?? undefined}
      placeholder={label}
      onChange={(people) => onChange(typeof people === 'number' ? people : null)}
    />
  );
}
