import type { Welcome } from '@lingqu/api';
import { DeleteIcon } from 'tdesign-icons-react';
import { Checkbox, TimePicker } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button, Field } from '@/shared/ui';

import css from './Editor.module.css';
import { editorWords } from './words/editor';

type Hours = NonNullable<Welcome['hours']>;

interface HoursFieldsProps {
  hours: Hours;
  onChange: (hours: Hours) => void;
  onRemove: () => void;
  fault: string;
}

/** ISO weekdays: Monday is 1. */
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export function HoursFields({ hours, onChange, onRemove, fault }: HoursFieldsProps) {
  const { t } = useWords(editorWords);
  return (
    <div className={css.hours}>
      <Field label={t('weekdays')} fault={fault} group>
        <Checkbox.Group
          value={hours.weekdays}
          options={WEEKDAYS.map((day, place) => ({ value: place + 1, label: t(day) }))}
          onChange={(days) => onChange({ ...hours, weekdays: days.toSorted((a, b) => a - b) })}
        />
      </Field>
      <Field label={t('from')} group>
        <TimePicker
          format="HH:mm"
          value={hours.from}
          onChange={(from) => onChange({ ...hours, from })}
          clearable={false}
        />
      </Field>
      <Field label={t('to')} help={t('hoursHelp')} group>
        <TimePicker
          format="HH:mm"
          value={hours.to}
          onChange={(to) => onChange({ ...hours, to })}
          clearable={false}
        />
      </Field>
      <Button
        variant="text"
        icon={<DeleteIcon />}
        onClick={onRemove}
        aria-label={t('removeVariant')}
        title={t('removeVariant')}
      />
    </div>
  );
}
