import type { ColumnMap, Import } from '@lingqu/api';
import { Input, Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import { byTemplate } from './columns';
import css from './Import.module.css';
import { useTemplates } from './useTemplates';
import { mappingWords } from './words/mapping';

const BY_HAND = '-';

interface TemplateBarProps {
  found: Import;
  map: ColumnMap;
  onChange: (map: ColumnMap) => void;
}

/** How the file is read, whose export it looks like, and where its numbers come from. */
export function TemplateBar({ found, map, onChange }: TemplateBarProps) {
  const { t } = useWords(mappingWords);
  const { data } = useTemplates();
  const fitting = data?.items.filter((one) => one.kind === found.kind) ?? [];
  const group = (own: boolean) =>
    fitting.filter((one) => one.own === own).map((one) => ({ value: one.code, label: one.name }));
  const options = [
    ...(group(true).length > 0 ? [{ group: t('own'), children: group(true) }] : []),
    { group: t('builtin'), children: group(false) },
    ...(map.template === null ? [{ value: BY_HAND, label: t('byHand') }] : []),
  ];
  const choose = (code: string) => {
    const template = fitting.find((one) => one.code === code);
    if (template !== undefined) onChange(byTemplate(template, found.layout?.columns ?? []));
  };
  const { layout, counts } = found;
  return (
    <>
      {layout !== null && (
        <p className={css.about}>
          {t('about', {
            format: [layout.format, layout.encoding?.replace('-sig', '') ?? layout.sheet ?? '']
              .join(' ')
              .toUpperCase(),
            rows: t('aboutRows', { rows: counts.expected ?? 0 }),
            header: layout.header_row,
          })}
        </p>
      )}
      <div className={css.templates}>
        <Field label={t('template')} help={t('templateHelp')} group>
          <Select
            value={map.template ?? BY_HAND}
            options={options}
            onChange={(code) => choose(code as string)}
          />
        </Field>
        {found.kind === 'orders' && (
          <Field label={t('source')} help={t('sourceHelp')}>
            <Input value={map.source} onChange={(source) => onChange({ ...map, source })} placeholder="" />
          </Field>
        )}
      </div>
    </>
  );
}
