import type { ChannelDraft } from '@lingqu/api';
import { Input } from 'tdesign-react';

import { TagSelect } from '@/features/customers';
import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import css from './Editor.module.css';
import { CUSTOMER_NAME } from './variables';
import { editorWords } from './words/editor';

interface TagsFieldsProps {
  draft: ChannelDraft;
  onChange: (changed: Partial<ChannelDraft>) => void;
}

/** What is written on the new relation by itself. */
export function TagsFields({ draft, onChange }: TagsFieldsProps) {
  const { t } = useWords(editorWords);
  return (
    <div className={css.two}>
      <Field label={t('tags')} help={t('tagsHelp')} group>
        <TagSelect value={draft.tag_ids} onChange={(tag_ids) => onChange({ tag_ids })} />
      </Field>
      <Field label={t('remark')} help={t('remarkHelp')}>
        <Input
          value={draft.remark_template ?? ''}
          onChange={(remark) => onChange({ remark_template: remark === '' ? null : remark })}
          placeholder={CUSTOMER_NAME}
        />
      </Field>
    </div>
  );
}
