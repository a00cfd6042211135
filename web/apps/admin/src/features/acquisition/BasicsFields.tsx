import type { ChannelDraft } from '@lingqu/api';
import { Input, InputNumber, Switch } from 'tdesign-react';

import { ManyDepartmentsSelect, ManyStaffSelect } from '@/features/directory';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { DayField, Field, plainNumber } from '@/shared/ui';

import { endOfDay, type Faults, lastInstant } from './draft';
import css from './Editor.module.css';
import { editorWords } from './words/editor';

interface FieldsProps {
  draft: ChannelDraft;
  onChange: (changed: Partial<ChannelDraft>) => void;
  /** Null until the form has been sent. */
  faults: Faults | null;
}

const FEN = 100;

export function BasicsFields({ draft, onChange, faults }: FieldsProps) {
  const { t } = useWords(editorWords);
  const { date } = useFormat();
  const lastDay = draft.expires_at === null ? '' : date(lastInstant(draft.expires_at));
  const expire = (day: string) => onChange({ expires_at: day === '' ? null : endOfDay(day) });
  return (
    <div className={css.two}>
      <Field
        label={t('name')}
        help={t('nameHelp')}
        fault={faults?.name === true ? t('needName') : ''}
        required
      >
        <Input value={draft.name} onChange={(name) => onChange({ name })} maxlength={30} placeholder="" />
      </Field>
      <Field label={t('cost')} help={t('costHelp')}>
        <InputNumber
          theme="normal"
          value={draft.cost_fen === 0 ? '' : draft.cost_fen / FEN}
          onChange={(yuan) => onChange({ cost_fen: Math.round(Number(yuan || 0) * FEN) })}
          min={0}
          decimalPlaces={2}
          format={plainNumber}
          suffix={t('yuan')}
          placeholder=""
          style={{ width: '100%' }}
        />
      </Field>
      <Field
        label={t('staff')}
        help={t('staffHelp')}
        fault={faults?.staff === true ? t('needStaff') : ''}
        required
        group
      >
        <ManyStaffSelect value={draft.staff_ids} onChange={(staff_ids) => onChange({ staff_ids })} />
      </Field>
      <Field label={t('departments')} group>
        <ManyDepartmentsSelect
          value={draft.department_ids}
          onChange={(department_ids) => onChange({ department_ids })}
        />
      </Field>
      <Field label={t('expires')} help={t('expiresHelp')} group>
        <DayField clearable value={lastDay} onChange={expire} />
      </Field>
      <Field
        label={t('fallback')}
        help={t('fallbackHelp')}
        fault={faults?.fallback === true ? t('needFallback') : ''}
        required={draft.expires_at !== null}
        group
      >
        <ManyStaffSelect
          value={draft.fallback_staff_ids}
          onChange={(fallback_staff_ids) => onChange({ fallback_staff_ids })}
        />
      </Field>
      <Field label={t('skipVerify')} help={t('skipVerifyHelp')} group>
        <Switch value={draft.skip_verify} onChange={(skip_verify) => onChange({ skip_verify })} />
      </Field>
    </div>
  );
}
