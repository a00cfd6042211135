import type { QuietHours } from '@lingqu/api';
import { Switch, TimePicker } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import { minutesOf, quietSpans, USUAL_QUIET } from './rules';
import css from './Rules.module.css';
import type { RulesPartProps } from './RulesShape';
import { rulesWords } from './words/rules';

const DAY_MINUTES = 24 * 60;
const TICKS = [0, 6, 12, 18, 24];

/** Quiet hours with a picture of the day, and rests on public holidays. */
export function RulesQuiet({ form, readOnly, faulted, onChange }: RulesPartProps) {
  const { t } = useWords(rulesWords);
  const { quiet } = form;
  const put = (edge: keyof QuietHours) => (clock: string) =>
    quiet !== null && clock !== '' && onChange({ quiet: { ...quiet, [edge]: `${clock}:00` } });
  return (
    <>
      <Field label={t('quietOn')} help={t('quietHelp')} group>
        <Switch
          value={quiet !== null}
          disabled={readOnly}
          onChange={(on) => onChange({ quiet: on ? USUAL_QUIET : null })}
        />
      </Field>
      {quiet !== null && (
        <div className={css.hours}>
          <Field label={t('begins')} group>
            <Clock value={quiet.begins} disabled={readOnly} onChange={put('begins')} />
          </Field>
          <Field label={t('ends')} fault={faulted?.fault === 'quiet' ? t('fault.quiet') : ''} group>
            <Clock value={quiet.ends} disabled={readOnly} onChange={put('ends')} />
          </Field>
        </div>
      )}
      <Day quiet={quiet} />
      <Field label={t('holidays')} help={t('holidaysHelp')} group>
        <Switch
          value={form.rests_on_holidays}
          disabled={readOnly}
          onChange={(rests_on_holidays) => onChange({ rests_on_holidays })}
        />
      </Field>
    </>
  );
}

interface ClockProps {
  value: string;
  disabled: boolean;
  onChange: (clock: string) => void;
}

function Clock({ value, disabled, onChange }: ClockProps) {
  return (
    <TimePicker
      format="HH:mm"
      allowInput
      clearable={false}
      value={value.slice(0, 5)}
      disabled={disabled}
      onChange={onChange}
    />
  );
}

/** The 24 hours of a day, quiet ones dark; in words for who cannot see it. */
function Day({ quiet }: { quiet: QuietHours | null }) {
  const { t } = useWords(rulesWords);
  const spans = quiet === null ? [] : quietSpans(quiet);
  const silent = spans.reduce((all, [from, to]) => all + to - from, 0);
  const told =
    quiet === null || silent === 0
      ? t('dayAll')
      : t('dayOpen', {
          hours: (DAY_MINUTES - silent) / 60,
          from: quiet.ends.slice(0, 5),
          to: minutesOf(quiet.begins) === 0 ? '24:00' : quiet.begins.slice(0, 5),
        });
  return (
    <figure className={css.day} aria-label={told}>
      <div className={css.line} aria-hidden="true">
        {spans.map(([from, to]) => (
          <i
            key={from}
            style={{ left: `${(from / DAY_MINUTES) * 100}%`, width: `${((to - from) / DAY_MINUTES) * 100}%` }}
          />
        ))}
      </div>
      <div className={css.ticks} aria-hidden="true">
        {TICKS.map((hour) => (
          <span key={hour}>{`${String(hour).padStart(2, '0')}:00`}</span>
        ))}
      </div>
      <figcaption>
        <b>{told}</b>
        <span className={css.key} data-quiet="true">
          {t('legendQuiet')}
        </span>
        <span className={css.key}>{t('legendOpen')}</span>
      </figcaption>
    </figure>
  );
}
