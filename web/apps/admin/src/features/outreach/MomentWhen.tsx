import { Radio } from 'tdesign-react';

import { serverNow, tomorrowMorning, useServerNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';
import { DayField, Field } from '@/shared/ui';

import { isGoverned, isTimely, type MomentFieldsProps } from './momentWriting';
import { HeldBack } from './ScheduleFields';
import css from './Sending.module.css';
import { momentFormWords } from './words/momentForm';

/** From when on members are asked to publish it, and what quiet hours make of that. */
export function MomentWhen({ writing, onChange }: Omit<MomentFieldsProps, 'tried'>) {
  const { t } = useWords(momentFormWords);
  const now = useServerNow();
  const { clock } = writing;
  return (
    <div className={css.schedule}>
      <Field label={t('when')} group>
        <Radio.Group
          variant="default-filled"
          value={clock === null ? 'now' : 'later'}
          onChange={(when) => onChange({ clock: when === 'later' ? tomorrowMorning(serverNow()) : null })}
        >
          <Radio.Button value="now">{t('now')}</Radio.Button>
          <Radio.Button value="later">{t('later')}</Radio.Button>
        </Radio.Group>
      </Field>
      {clock !== null && (
        <Field label={t('hour')} fault={isTimely(writing, now) ? '' : t('needHour')} group>
          <DayField
            format="YYYY-MM-DD HH:mm"
            value={clock}
            onChange={(chosen) => onChange({ clock: chosen })}
          />
        </Field>
      )}
      <HeldBack clock={clock} />
      {isGoverned(writing) && clock !== null && <p className={css.held}>{t('markFirst')}</p>}
    </div>
  );
}
