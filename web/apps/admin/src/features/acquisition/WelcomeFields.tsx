import type { Welcome } from '@lingqu/api';
import { AddIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Attachments, TextArea } from '@/shared/messages';
import { Button } from '@/shared/ui';

import { ALWAYS, EVENING, type Faults } from './draft';
import css from './Editor.module.css';
import { HoursFields } from './HoursFields';
import { CHANNEL_NAME, CUSTOMER_NAME, STAFF_NAME } from './variables';
import { editorWords } from './words/editor';

interface WelcomeFieldsProps {
  welcome: Welcome[];
  onChange: (welcome: Welcome[]) => void;
  /** The variant that is being edited. */
  open: number;
  onOpen: (place: number) => void;
  faults: Faults['welcome'] | null;
}

/** The greeting by time of day: variants with hours first, the one for all other hours last. */
export function WelcomeFields({ welcome, onChange, open, onOpen, faults }: WelcomeFieldsProps) {
  const { t } = useWords(editorWords);
  const current = welcome[open] ?? ALWAYS;
  const fault = faults?.[open];
  const replace = (changed: Partial<Welcome>) =>
    onChange(welcome.map((one, place) => (place === open ? { ...one, ...changed } : one)));
  const add = () => {
    const last = welcome.length - 1;
    onChange([...welcome.slice(0, last), { ...ALWAYS, hours: EVENING }, ...welcome.slice(last)]);
    onOpen(last);
  };
  const remove = () => {
    onChange(welcome.filter((_, place) => place !== open));
    onOpen(Math.max(0, open - 1));
  };
  const names = [
    { title: t('staffName'), text: STAFF_NAME },
    { title: t('channelName'), text: CHANNEL_NAME },
  ];
  return (
    <>
      <div className={css.variants}>
        {welcome.map((one, place) => (
          <button
            key={place}
            type="button"
            className={css.variant}
            aria-pressed={place === open}
            data-fault={faults?.[place] !== undefined && Object.values(faults[place]).includes(true)}
            onClick={() => onOpen(place)}
          >
            {one.hours === null ? t('always') : t('variant', { n: place + 1 })}
          </button>
        ))}
        <Button variant="text" theme="primary" icon={<AddIcon />} onClick={add}>
          {t('addVariant')}
        </Button>
      </div>
      {current.hours !== null && (
        <HoursFields
          hours={current.hours}
          onChange={(hours) => replace({ hours })}
          onRemove={remove}
          fault={fault?.weekdays === true ? t('needWeekday') : ''}
        />
      )}
      <TextArea
        label={t('text')}
        value={current.text}
        onChange={(text) => replace({ text })}
        insert={[{ title: t('customerName'), text: CUSTOMER_NAME }, ...names]}
        fault={fault?.text === true ? t('needText') : ''}
        required
      />
      <TextArea
        label={t('fallbackText')}
        value={current.fallback_text ?? ''}
        onChange={(text) => replace({ fallback_text: text === '' ? null : text })}
        insert={names}
        help={t('fallbackTextHelp')}
        rows={3}
      />
      <Attachments
        attachments={current.attachments}
        onChange={(attachments) => replace({ attachments })}
        tried={faults !== null}
      />
    </>
  );
}
