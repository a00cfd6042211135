import { InputNumber, Switch } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Field, plainNumber } from '@/shared/ui';

import { USUAL_APPROVAL, USUAL_TASKS } from './rules';
import css from './Rules.module.css';
import type { RulesPartProps } from './RulesShape';
import { rulesWords } from './words/rules';

/** Who is held out of everything, from which size on a second person decides, and what a member's day holds. */
export function RulesShares({ form, readOnly, faulted, onChange }: RulesPartProps) {
  const { t } = useWords(rulesWords);
  const { approval_above: above, tasks_per_day: tasks } = form;
  return (
    <>
      <Field
        label={t('holdout')}
        help={t('holdoutHelp')}
        fault={faulted?.fault === 'share' ? t('fault.share') : ''}
      >
        <InputNumber
          theme="normal"
          className={css.amount ?? ''}
          disabled={readOnly}
          value={form.holdout_permille / 10}
          decimalPlaces={1}
          format={plainNumber}
          suffix={t('percent')}
          onChange={(share) => onChange({ holdout_permille: Math.round(Number(share || 0) * 10) })}
        />
      </Field>
      <Field label={t('approvalOn')} group>
        <Switch
          value={above !== null}
          disabled={readOnly}
          onChange={(on) => onChange({ approval_above: on ? USUAL_APPROVAL : null })}
        />
      </Field>
      {above !== null && (
        <Field
          label={t('approvalAbove')}
          help={t('approvalHelp')}
          fault={faulted?.fault === 'approval' ? t('fault.approval') : ''}
        >
          <InputNumber
            theme="normal"
            className={css.amount ?? ''}
            disabled={readOnly}
            value={above}
            decimalPlaces={0}
            suffix={t('people')}
            onChange={(people) => onChange({ approval_above: Math.round(Number(people || 0)) })}
          />
        </Field>
      )}
      <Field label={t('tasksOn')} group>
        <Switch
          value={tasks !== null}
          disabled={readOnly}
          onChange={(on) => onChange({ tasks_per_day: on ? USUAL_TASKS : null })}
        />
      </Field>
      {tasks !== null && (
        <Field
          label={t('tasksMost')}
          help={t('tasksHelp')}
          fault={faulted?.fault === 'tasks' ? t('fault.tasks') : ''}
        >
          <InputNumber
            theme="normal"
            className={css.amount ?? ''}
            disabled={readOnly}
            value={tasks}
            decimalPlaces={0}
            onChange={(most) => onChange({ tasks_per_day: Math.round(Number(most || 0)) })}
          />
        </Field>
      )}
    </>
  );
}
