import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Input, InputNumber, Radio, Select, Switch, Textarea } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Field, Panel, plainNumber } from '@/shared/ui';

import css from './Programme.module.css';
import { fieldOf, type ProgrammeField, type ProgrammeForm } from './programmes';
import { useSaveProgramme } from './useProgramme';
import { programmeFormWords } from './words/programmeForm';

interface PartProps {
  form: ProgrammeForm;
  onChange: (part: Partial<ProgrammeForm>) => void;
  faultOf: (field: ProgrammeField) => string;
}

/** Write a programme, new where it has no id; what the server refuses is said at its field. */
export function ProgrammeEditor({ id, begins }: { id: number | null; begins: ProgrammeForm }) {
  const { t } = useWords(programmeFormWords);
  const said = useSaid();
  const navigate = useNavigate();
  const save = useSaveProgramme(id);
  const [form, setForm] = useState(begins);
  const refused = fieldOf(save.error);
  const part: PartProps = {
    form,
    onChange: (changed) => {
      if (save.isError) save.reset();
      setForm({ ...form, ...changed });
    },
    faultOf: (field) => (refused === field ? t(`fault.${field}`) : ''),
  };
  const submit = () =>
    save.mutate(form, {
      onSuccess: ({ programme_id: programmeId }) => {
        said.done(t('saved'));
        void navigate({ to: '/programmes/$programmeId', params: { programmeId } });
      },
      onError: (error) => fieldOf(error) === null && said.failed(error),
    });
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Panel title={t('what')}>
        <What {...part} />
      </Panel>
      <Panel title={t('limits')}>
        <Limits {...part} />
      </Panel>
      <div className={css.acts}>
        <Button size="large" type="submit" loading={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

function What({ form, onChange, faultOf }: PartProps) {
  const { t } = useWords(programmeFormWords);
  return (
    <>
      <Field label={t('name')} fault={faultOf('name')} required>
        <Input value={form.name} maxlength={60} placeholder="" onChange={(name) => onChange({ name })} />
      </Field>
      <Field label={t('owner')} help={t('ownerHelp')} fault={faultOf('owner')} required>
        <Input value={form.owner} maxlength={60} placeholder="" onChange={(owner) => onChange({ owner })} />
      </Field>
      <Field label={t('category')} help={t('categoryHelp')} group>
        <Radio.Group
          variant="default-filled"
          value={form.category}
          onChange={(category) => onChange({ category: category === 'service' ? 'service' : 'marketing' })}
        >
          <Radio.Button value="marketing">{t('marketing')}</Radio.Button>
          <Radio.Button value="service">{t('service')}</Radio.Button>
        </Radio.Group>
      </Field>
      <Field label={t('hypothesis')} help={t('hypothesisHelp')} fault={faultOf('hypothesis')}>
        <Textarea
          value={form.hypothesis}
          rows={3}
          placeholder=""
          onChange={(hypothesis) => onChange({ hypothesis })}
        />
      </Field>
      <Field label={t('target')} help={t('targetHelp')} fault={faultOf('target')}>
        <Input value={form.target} placeholder="" onChange={(target) => onChange({ target })} />
      </Field>
    </>
  );
}

function Limits({ form, onChange, faultOf }: PartProps) {
  const { t } = useWords(programmeFormWords);
  const amount = (suffix: string) => ({
    theme: 'normal' as const,
    className: css.amount ?? '',
    placeholder: '',
    format: plainNumber,
    suffix,
  });
  return (
    <>
      <Field label={t('holdout')} help={t('holdoutHelp')} fault={faultOf('holdout_permille')}>
        <InputNumber
          {...amount(t('percent'))}
          decimalPlaces={1}
          value={form.holdout_permille / 10}
          onChange={(share) => onChange({ holdout_permille: Math.round(Number(share || 0) * 10) })}
        />
      </Field>
      <Field label={t('budget')} help={t('budgetHelp')} fault={faultOf('budget')}>
        <InputNumber
          {...amount(t('messages'))}
          value={form.budget ?? ''}
          onChange={(most) => onChange({ budget: most === '' ? null : Number(most) })}
        />
      </Field>
      <Field label={t('priority')} help={t('priorityHelp')} fault={faultOf('priority')}>
        <InputNumber
          {...amount('')}
          decimalPlaces={0}
          value={form.priority}
          onChange={(priority) => onChange({ priority: Number(priority || 0) })}
        />
      </Field>
      <Field label={t('value')} help={t('valueHelp')} fault={faultOf('value_fen')}>
        <InputNumber
          {...amount(t('yuan'))}
          decimalPlaces={2}
          value={form.value_fen / 100}
          onChange={(yuan) => onChange({ value_fen: Math.round(Number(yuan || 0) * 100) })}
        />
      </Field>
      <Cadence form={form} onChange={onChange} faultOf={faultOf} />
      <Field label={t('overnight')} help={t('overnightHelp')} group>
        <Switch value={form.overnight} onChange={(overnight) => onChange({ overnight })} />
      </Field>
    </>
  );
}

/** At most so many messages to one person in a period. */
function Cadence({ form, onChange, faultOf }: PartProps) {
  const { t } = useWords(programmeFormWords);
  const period = form.cadence?.period ?? 'week';
  return (
    <Field label={t('cadence')} help={t('cadenceHelp')} fault={faultOf('cadence')} group>
      <span className={css.row}>
        <Select
          className={css.amount ?? ''}
          disabled={form.cadence === null}
          value={period}
          options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: t(value) }))}
          onChange={(value) =>
            onChange({ cadence: form.cadence && { ...form.cadence, period: value as typeof period } })
          }
        />
        <InputNumber
          theme="normal"
          className={css.amount ?? ''}
          placeholder=""
          suffix={t('often')}
          value={form.cadence?.most ?? ''}
          onChange={(most) => onChange({ cadence: most === '' ? null : { most: Number(most), period } })}
        />
      </span>
    </Field>
  );
}
