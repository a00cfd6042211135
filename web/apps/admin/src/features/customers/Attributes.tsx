import type { Customer } from '@lingqu/api';
import { useState } from 'react';
import { EditIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Button, Panel, text } from '@/shared/ui';

import { AttributeEditor } from './AttributeEditor';
import css from './Customer.module.css';
import { detailWords } from './words/detail';

export type Attribute = Customer['attributes'][number];

/** The corp's own fields of a customer. */
export function Attributes({ customer }: { customer: Customer }) {
  const { t } = useWords(detailWords);
  const mayOperate = useMay('operate');
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <Panel title={t('attributes')}>
      {customer.attributes.length === 0 && <span className={text.quiet}>{t('noAttributes')}</span>}
      <dl className={css.facts} style={{ marginTop: 0 }}>
        {customer.attributes.map((attribute) => (
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
    </Panel>
  );
}

function Value({ attribute: { type, value } }: { attribute: Attribute }) {
  const { t } = useWords(detailWords);
  const { number } = useFormat();
  if (value === null || value === undefined) return <span className={text.quiet}>{t('noValue')}</span>;
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
