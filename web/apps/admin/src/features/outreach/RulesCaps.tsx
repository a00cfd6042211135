import type { Category, FrequencyCap, Period } from '@lingqu/api';
import { AddIcon, DeleteIcon } from 'tdesign-icons-react';
import { InputNumber, Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import { MOST_CAPS } from './rules';
import css from './Rules.module.css';
import type { RulesPartProps } from './RulesShape';
import { rulesWords } from './words/rules';

const CATEGORIES = ['marketing', 'service', 'all'] as const;
const PERIODS: Period[] = ['day', 'week', 'month'];
const FRESH: FrequencyCap = { category: 'marketing', period: 'week', most: 2 };

/** The corp's own caps, one a row. */
export function RulesCaps({ form, readOnly, faulted, onChange }: RulesPartProps) {
  const { t } = useWords(rulesWords);
  const { caps } = form;
  const put = (place: number, part: Partial<FrequencyCap>) =>
    onChange({ caps: caps.map((cap, at) => (at === place ? { ...cap, ...part } : cap)) });
  const faultOf = (place: number) =>
    faulted?.row === place && (faulted.fault === 'most' || faulted.fault === 'twice') ? faulted.fault : null;
  return (
    <>
      <p className={css.help}>{t('capsHelp')}</p>
      {caps.length === 0 && <p className={css.none}>{t('noCaps')}</p>}
      {caps.length > 0 && (
        <div className={css.capHead} aria-hidden="true">
          <span>{t('category')}</span>
          <span>{t('period')}</span>
          <span>{t('most')}</span>
        </div>
      )}
      {caps.map((cap, place) => (
        <CapRow
          key={place}
          cap={cap}
          place={place + 1}
          readOnly={readOnly}
          fault={faultOf(place)}
          onChange={(part) => put(place, part)}
          onRemove={() => onChange({ caps: caps.filter((_, at) => at !== place) })}
        />
      ))}
      {faulted?.fault === 'many' && (
        <p className={css.fault} role="alert">
          {t('fault.many')}
        </p>
      )}
      {!readOnly && caps.length < MOST_CAPS && (
        <Button variant="dashed" icon={<AddIcon />} onClick={() => onChange({ caps: [...caps, FRESH] })}>
          {t('addCap')}
        </Button>
      )}
    </>
  );
}

interface CapRowProps {
  cap: FrequencyCap;
  /** Counted from one. */
  place: number;
  readOnly: boolean;
  fault: 'most' | 'twice' | null;
  onChange: (part: Partial<FrequencyCap>) => void;
  onRemove: () => void;
}

function CapRow({ cap, place, readOnly, fault, onChange, onRemove }: CapRowProps) {
  const { t } = useWords(rulesWords);
  const category = (chosen: unknown): Category | null => (chosen === 'all' ? null : (chosen as Category));
  return (
    <div className={css.cap} role="group" aria-label={t('cap', { place })} data-fault={fault !== null}>
      <Select
        value={cap.category ?? 'all'}
        disabled={readOnly}
        options={CATEGORIES.map((value) => ({ value, label: t(value) }))}
        onChange={(chosen) => onChange({ category: category(chosen) })}
      />
      <Select
        value={cap.period}
        disabled={readOnly}
        options={PERIODS.map((value) => ({ value, label: t(value) }))}
        onChange={(chosen) => onChange({ period: chosen as Period })}
      />
      <InputNumber
        theme="column"
        align="right"
        min={0}
        disabled={readOnly}
        value={cap.most}
        suffix={t('messages')}
        onChange={(most) => onChange({ most: Number(most || 0) })}
        style={{ width: '100%' }}
      />
      {!readOnly && (
        <Button
          variant="text"
          shape="square"
          icon={<DeleteIcon />}
          aria-label={t('removeCap', { place })}
          title={t('removeCap', { place })}
          onClick={onRemove}
        />
      )}
      {fault !== null && (
        <span className={css.fault} role="alert">
          {t(`fault.${fault}`)}
        </span>
      )}
    </div>
  );
}
