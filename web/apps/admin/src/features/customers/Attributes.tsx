import type { Customer } from '@lingqu/api';
import { useState } from 'react';
import { AddIcon, EditIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Button, Panel, text } from '@/shared/ui';

import { AttributeEditor } from './AttributeEditor';
import css from './Customer.module.css';
import { DefineAttribute } from './DefineAttribute';
import { useAttributeDefinitions } from './useAttributes';
import { detailWords } from './words/detail';

export type Attribute = Customer['attributes'][number];

/** The corp's own fields of a customer. */
export function Attributes({ customer }: { customer: Customer }) {
  const { t } = useWords(detailWords);
  const mayOperate = useMay('operate');
  const [editing, setEditing] = useState<string | null>(null);
  const [defining, setDefining] = useState(false);
  const definitions = useAttributeDefinitions().data?.items ?? customer.attributes;
  const values = new Map(customer.attributes.map((attribute) => [attribute.key, attribute.value]));
  const attributes = definitions.map(({ key, label, type }) => ({
    key,
    label,
    type,
    value: values.get(key) ?? null,
  }));
  const define = mayOperate && (
    <Button variant="text" theme="primary" icon={<AddIcon />} onClick={() => setDefining(true)}>
      {t('define')}
    </Button>
  );
  return (
    <Panel title={t('attributes')} aside={define}>
      {attributes.length === 0 && <span className={text.quiet}>{t('noAttributes')}</span>}
      <dl className={css.facts} style={{ marginTop: 0 }}>
        {attributes.map((attribute) => (
          <div key={attribute.key}>
            <dt>{attribute.label}</dt>
            <dd>
              {editing === attribute.key ? (
                <AttributeEditor
                  customerId={customer.customer_id}
                  attribute={attribute}
                  onDone={() => setEditing(null)}
                />
              ) : (
                <div className={css.value}>
                  <Value attribute={attribute} />
                  {mayOperate && (
                    <Button
                      variant="text"
                      shape="square"
                      size="small"
                      icon={<EditIcon />}
                      aria-label={t('editAttribute', { label: attribute.label })}
                      onClick={() => setEditing(attribute.key)}
                    />
                  )}
                </div>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <DefineAttribute open={defining} onClose={() => setDefining(false)} />
    </Panel>
  );
}

function Value({ attribute: { type, value } }: { attribute: Attribute }) {
  const { t } = useWords(detailWords);
  const { number } = useFormat();
  if (value === null) return <span className={text.quiet}>{t('noValue')}</span>;
  switch (type) {
    case 'boolean':
      return t(value === true ? 'yes' : 'no');
    case 'number':
      return number(Number(value));
    case 'set':
      return Array.isArray(value) ? value.join(' · ') : null;
    case 'date':
    case 'string':
      return typeof value === 'string' ? value : null;
  }
}
