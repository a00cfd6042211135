import { Radio } from 'tdesign-react';

import { instantOf, isToCome, serverNow, tomorrowMorning, useServerNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';
import { DayField, Field } from '@/shared/ui';

import css from './Sending.module.css';
import { isQuiet } from './rules';
import { useRules } from './useRules';
import { sendingWords } from './words/sending';

interface ScheduleFieldsProps {
  /** An hour of Beijing's clock; null is now. */
  clock: string | null;
  onChange: (clock: string | null) => void;
}

/** Now or at an hour, and what quiet hours make of it. */
export function ScheduleFields({ clock, onChange }: ScheduleFieldsProps) {
  const { t } = useWords(sendingWords);
  const now = useServerNow();
  const late = clock !== null && !isToCome(instantOf(clock), now);
  return (
    <div className={css.schedule}>
      <Field label={t('when')} group>
        <Radio.Group
          variant="default-filled"
          value={clock === null ? 'now' : 'later'}
          onChange={(when) => onChange(when === 'later' ? tomorrowMorning(serverNow()) : null)}
        >
          <Radio.Button value="now">{t('now')}</Radio.Button>
          <Radio.Button value="later">{t('later')}</Radio.Button>
        </Radio.Group>
      </Field>
      {clock !== null && (
        <Field label={t('hour')} fault={late ? t('needHour') : ''} group>
          <DayField format="YYYY-MM-DD HH:mm" value={clock} onChange={onChange} />
        </Field>
      )}
      <HeldBack clock={clock} />
    </div>
  );
}

/** Where quiet hours or holidays hold it back. */
export function HeldBack({ clock }: { clock: string | null }) {
  const { t } = useWords(sendingWords);
  const { data: rules } = useRules();
  const now = useServerNow();
  if (rules === undefined) return null;
  const quiet = rules.quiet ?? null;
  const at = clock === null ? now : Date.parse(instantOf(clock));
  const held = quiet !== null && isQuiet(quiet, at);
  const hours = { from: quiet?.begins.slice(0, 5) ?? '', to: quiet?.ends.slice(0, 5) ?? '' };
  if (!held && !rules.rests_on_holidays) return null;
  return (
    <p className={css.held} data-held={held}>
      {held && t(clock === null ? 'quietNow' : 'quietThen', hours)} {rules.rests_on_holidays && t('holidays')}
    </p>
  );
}
