import type { CapChannel, Category, FrequencyCap, Period } from '@lingqu/api';
import { AddIcon, DeleteIcon } from 'tdesign-icons-react';
import { InputNumber, Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import { type CapsOf, MOST_CAPS } from './rules';
import css from './Rules.module.css';
import type { RulesPartProps } from './RulesShape';
import { rulesWords } from './words/rules';

const CATEGORIES = ['marketing', 'service', 'all'] as const;
const CHANNELS = ['message', 'moment', 'both'] as const;
const PERIODS: Period[] = ['day', 'week', 'month'];
const FRESH: FrequencyCap = { category: 'marketing', channel: 'message', period: 'week', most: 2 };

/** The corp's own caps for persons, or for customer groups, one a row. */
export function RulesCaps({ of, form, readOnly, faulted, onChange }: RulesPartProps & { of: CapsOf }) {
  const { t } = useWords(rulesWords);
  const caps = form[of];
  const here = faulted?.list === of ? faulted : null;
  const put = (place: number, part: Partial<FrequencyCap>) =>
    onChange({ [of]: caps.map((cap, at) => (at === place ? { ...cap, ...part } : cap)) });
  const faultOf = (place: number) =>
    here?.row === place && (here.fault === 'most' || here.fault === 'twice') ? here.fault : null;
  return (
    <>
      <p className={css.help}>{t(of === 'caps' ? 'capsHelp' : 'groupCapsHelp')}</p>
      {caps.length === 0 && <p className={css.none}>{t(of === 'caps' ? 'noCaps' : 'noGroupCaps')}</p>}
      {caps.length > 0 && (
        <div className={css.capHead} aria-hidden="true">
          <span>{t('category')}</span>
          <span>{t('channel')}</span>
          <span>{t('period')}</span>
          <span>{t('most')}</span>
        </div>
      )}
      {caps.map((cap, place) => (
        <CapRow
          key={place}
          of={of}
          cap={cap}
          place={place + 1}
          readOnly={readOnly}
          fault={faultOf(place)}
          onChange={(part) => put(place, part)}
          onRemove={() => onChange({ [of]: caps.filter((_, at) => at !== place) })}
        />
      ))}
      {here?.fault === 'many' && (
        <p className={css.fault} role="alert">
          {t('fault.many')}
        </p>
      )}
      {!readOnly && caps.length < MOST_CAPS && (
        <Button variant="dashed" icon={<AddIcon />} onClick={() => onChange({ [of]: [...caps, FRESH] })}>
          {t(of === 'caps' ? 'addCap' : 'addGroupCap')}
        </Button>
      )}
    </>
  );
}

interface CapRowProps {
  of: CapsOf;
  cap: FrequencyCap;
  /** Counted from one. */
  place: number;
  readOnly: boolean;
  fault: 'most' | 'twice' | null;
  onChange: (part: Partial<FrequencyCap>) => void;
  onRemove: () => void;
}

function CapRow({ of, cap, place, readOnly, fault, onChange, onRemove }: CapRowProps) {
  const { t } = useWords(rulesWords);
  const remove = t(of === 'caps' ? 'removeCap' : 'removeGroupCap', { place });
  const category = (chosen: unknown): Category | null => (chosen === 'all' ? null : (chosen as Category));
  return (
    <div
      className={css.cap}
      role="group"
      aria-label={t(of === 'caps' ? 'cap' : 'groupCap', { place })}
      data-fault={fault !== null}
    >
      <Select
        value={cap.category ?? 'all'}
        disabled={readOnly}
        options={CATEGORIES.map((value) => ({ value, label: t(value) }))}
        onChange={(chosen) => onChange({ category: category(chosen) })}
      />
      <Select
        value={of === 'group_caps' ? 'message' : (cap.channel ?? 'both')}
        disabled={readOnly || of === 'group_caps'}
        options={CHANNELS.map((value) => ({ value, label: t(value) }))}
        onChange={(chosen) => onChange({ channel: chosen === 'both' ? null : (chosen as CapChannel) })}
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
          aria-label={remove}
          title={remove}
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
