import type { SendShape } from '@lingqu/api';
import { Radio } from 'tdesign-react';

import { useWords } from '@/shared/i18n';

import type { Faulted, RulesForm } from './rules';
import css from './Rules.module.css';
import { rulesWords } from './words/rules';

/** What each part of the rules' form takes. */
export interface RulesPartProps {
  form: RulesForm;
  readOnly: boolean;
  /** What the server refused, until something is changed. */
  faulted: Faulted | null;
  onChange: (part: Partial<RulesForm>) => void;
}

const SHAPES: SendShape[] = ['monthly_days', 'weekly_7', 'rolling_7', 'daily_1'];

/** How WeCom counts, each way with what it means. */
export function RulesShape({ form, readOnly, onChange }: RulesPartProps) {
  const { t } = useWords(rulesWords);
  return (
    <>
      <p className={css.help}>{t('shapeHelp')}</p>
      <Radio.Group
        className={css.shapes ?? ''}
        value={form.shape}
        disabled={readOnly}
        onChange={(shape) => onChange({ shape })}
      >
        {SHAPES.map((shape) => (
          <Radio key={shape} value={shape}>
            <span className={css.shape}>
              <b>{t(`shape.${shape}`)}</b>
              <small>{t(`shapeText.${shape}`)}</small>
            </span>
          </Radio>
        ))}
      </Radio.Group>
    </>
  );
}
