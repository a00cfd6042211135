import { useState } from 'react';
import { Input, Switch } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, DayField } from '@/shared/ui';

import type { Attribute } from './Attributes';
import css from './Customer.module.css';
import { type AttributeValue, useSetAttribute } from './useAttributes';
import { detailWords } from './words/detail';

interface AttributeEditorProps {
  customerId: number;
  attribute: Attribute;
  onDone: () => void;
}

const SEPARATOR = /[,\uff0c\u3001]/;

/** The typed value of what stands in the field; an emptied field takes the value away. */
function valueOf(type: Attribute['type'], written: string): AttributeValue {
  if (type === 'boolean') return written === 'true';
  if (written.trim() === '') return null;
  if (type === 'number') return Number(written);
  if (type === 'set')
    return written
      .split(SEPARATOR)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return written.trim();
}

const writtenOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
};

export function AttributeEditor({ customerId, attribute, onDone }: AttributeEditorProps) {
  const { t } = useWords(detailWords);
  const said = useSaid();
  const [written, setWritten] = useState(writtenOf(attribute.value));
  const save = useSetAttribute(customerId);
  const value = valueOf(attribute.type, written);
  const submit = () =>
    save.mutate(
      { key: attribute.key, value },
      {
        onSuccess: () => {
          said.done(t('attributeSaved'));
          onDone();
        },
        onError: said.failed,
      },
    );
  return (
    <div className={css.edit} role="group" aria-label={t('editAttribute', { label: attribute.label })}>
      <Entry type={attribute.type} written={written} onWrite={setWritten} onEnter={submit} />
      <Button disabled={Number.isNaN(value)} loading={save.isPending} onClick={submit}>
        {t('save')}
      </Button>
      <Button variant="outline" onClick={onDone}>
        {t('cancel')}
      </Button>
    </div>
  );
}

interface EntryProps {
  type: Attribute['type'];
  written: string;
  onWrite: (written: string) => void;
  onEnter: () => void;
}

function Entry({ type, written, onWrite, onEnter }: EntryProps) {
  const { t } = useWords(detailWords);
  switch (type) {
    case 'boolean':
      return <Switch value={written === 'true'} onChange={(on) => onWrite(String(on))} />;
    case 'date':
      return <DayField clearable value={written} onChange={onWrite} />;
    case 'set':
    case 'number':
    case 'string':
      return (
        <Input
          value={written}
          onChange={onWrite}
          onEnter={onEnter}
          autofocus
          placeholder={type === 'set' ? t('setHelp') : ''}
        />
      );
  }
}
