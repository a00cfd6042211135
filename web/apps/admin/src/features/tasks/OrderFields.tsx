import { DatePicker, Input, Radio, Textarea } from 'tdesign-react';

import { TagSelect } from '@/features/customers';
import { ManyDepartmentsSelect, ManyStaffSelect } from '@/features/directory';
import { SegmentSelect } from '@/features/segments';
import { useWords } from '@/shared/i18n';
import { ASKED_KINDS, taskWords } from '@/shared/tasks';
import { Button, Field } from '@/shared/ui';

import css from './Orders.module.css';
import {
  type AudienceKind,
  MOST_PHRASES,
  type OrderField,
  type OrderWriting,
  PHRASE_CHARACTERS,
  PROOFS,
  TITLE_CHARACTERS,
  TODO_CHARACTERS,
} from './orderWriting';
import { orderWords } from './words/orders';

interface FieldsProps {
  writing: OrderWriting;
  /** Fields that were looked at and are not sound. */
  faults: ReadonlySet<OrderField>;
  onChange: (changed: Partial<OrderWriting>) => void;
}

/** What is to be done, in whose words, until when, and what shows that it is. */
export function OrderWhatFields({ writing, faults, onChange }: FieldsProps) {
  const { t } = useWords(orderWords);
  const { t: word } = useWords(taskWords);
  return (
    <>
      <Field label={t('kind')} group>
        <Radio.Group
          variant="default-filled"
          value={writing.kind}
          onChange={(chosen) => onChange({ kind: ASKED_KINDS.find((kind) => kind === chosen) ?? 'other' })}
        >
          {ASKED_KINDS.map((kind) => (
            <Radio.Button key={kind} value={kind}>
              {word(`kind.${kind}`)}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Field>
      <Field
        label={t('orderTitle')}
        help={t('titleHelp')}
        fault={faults.has('title') ? t('fault.title') : ''}
        required
      >
        <Input
          value={writing.title}
          maxlength={TITLE_CHARACTERS}
          showLimitNumber
          placeholder=""
          onChange={(title) => onChange({ title })}
        />
      </Field>
      <Field label={t('todo')} fault={faults.has('todo') ? t('fault.todo') : ''} required>
        <Textarea
          value={writing.todo}
          rows={5}
          maxlength={TODO_CHARACTERS}
          placeholder={t('todoPlaceholder')}
          onChange={(todo) => onChange({ todo })}
        />
      </Field>
      <Phrases writing={writing} faults={faults} onChange={onChange} />
      <Field
        label={t('deadline')}
        help={t('deadlineHelp')}
        fault={faults.has('closes_at') ? t('fault.closes_at') : ''}
        required
        group
      >
        <DatePicker
          enableTimePicker
          allowInput
          format="YYYY-MM-DD HH:mm"
          value={writing.closes}
          onChange={(picked) => typeof picked === 'string' && picked !== '' && onChange({ closes: picked })}
        />
      </Field>
      <ProofFields writing={writing} faults={faults} onChange={onChange} />
    </>
  );
}

function Phrases({ writing: { phrases }, faults, onChange }: FieldsProps) {
  const { t } = useWords(orderWords);
  const put = (place: number, phrase: string) =>
    onChange({ phrases: phrases.map((one, at) => (at === place ? phrase : one)) });
  return (
    <Field
      label={t('phrases')}
      help={t('phrasesHelp')}
      fault={faults.has('phrases') ? t('fault.phrases') : ''}
      group
    >
      <div className={css.spoken}>
        {phrases.map((phrase, place) => (
          <div key={place}>
            <Textarea
              aria-label={t('phraseN', { n: place + 1 })}
              value={phrase}
              autosize={{ minRows: 2, maxRows: 6 }}
              maxlength={PHRASE_CHARACTERS}
              placeholder={t('phrasePlaceholder')}
              onChange={(text) => put(place, text)}
            />
            <Button
              variant="text"
              size="small"
              onClick={() => onChange({ phrases: phrases.filter((_, at) => at !== place) })}
            >
              {t('removePhrase')}
            </Button>
          </div>
        ))}
        {phrases.length < MOST_PHRASES && (
          <Button variant="outline" onClick={() => onChange({ phrases: [...phrases, ''] })}>
            {t('addPhrase')}
          </Button>
        )}
      </div>
    </Field>
  );
}

function ProofFields({ writing, faults, onChange }: FieldsProps) {
  const { t } = useWords(orderWords);
  const { t: word } = useWords(taskWords);
  return (
    <>
      <Field label={t('proof')} group>
        <Radio.Group
          variant="default-filled"
          value={writing.proof}
          onChange={(chosen) => onChange({ proof: PROOFS.find((one) => one === chosen) ?? 'press' })}
        >
          {PROOFS.map((proof) => (
            <Radio.Button key={proof} value={proof}>
              {word(`proof.${proof}`)}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Field>
      {writing.proof === 'tag' && (
        <Field
          label={t('proofTag')}
          help={t('proofTagHelp')}
          fault={faults.has('proof_tag_id') ? t('fault.proof_tag_id') : ''}
          required
          group
        >
          <TagSelect
            value={writing.proof_tag_id === null ? [] : [writing.proof_tag_id]}
            onChange={(tags) => onChange({ proof_tag_id: tags.at(-1) ?? null })}
          />
        </Field>
      )}
    </>
  );
}

const AUDIENCES: [AudienceKind, 'byStaff' | 'byTags' | 'bySegment'][] = [
  ['staff', 'byStaff'],
  ['tags', 'byTags'],
  ['segment', 'bySegment'],
];

/** Who gets a task. */
export function OrderWhomFields({ writing, faults, onChange }: FieldsProps) {
  const { t } = useWords(orderWords);
  const fault = faults.has('audience') ? t('fault.audience') : '';
  return (
    <>
      <Field label={t('whoKind')} help={t(`${writing.audience}Help`)} group>
        <Radio.Group
          variant="default-filled"
          value={writing.audience}
          onChange={(audience) => onChange({ audience })}
        >
          {AUDIENCES.map(([kind, word]) => (
            <Radio.Button key={kind} value={kind}>
              {t(word)}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Field>
      {writing.audience === 'staff' && (
        <>
          <Field label={t('departments')} group>
            <ManyDepartmentsSelect
              value={writing.department_ids}
              onChange={(department_ids) => onChange({ department_ids })}
            />
          </Field>
          <Field label={t('staff')} fault={fault} group>
            <ManyStaffSelect value={writing.staff_ids} onChange={(staff_ids) => onChange({ staff_ids })} />
          </Field>
        </>
      )}
      {writing.audience === 'tags' && (
        <Field label={t('tags')} fault={fault} required group>
          <TagSelect value={writing.tag_ids} onChange={(tag_ids) => onChange({ tag_ids })} />
        </Field>
      )}
      {writing.audience === 'segment' && (
        <Field label={t('segment')} fault={fault} required group>
          <SegmentSelect value={writing.segment_id} onChange={(segment_id) => onChange({ segment_id })} />
        </Field>
      )}
    </>
  );
}
