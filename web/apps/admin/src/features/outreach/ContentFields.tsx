import type { VariantDraft } from '@lingqu/api';
import { AddIcon, DeleteIcon } from 'tdesign-icons-react';
import { InputNumber } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Attachments, TextArea } from '@/shared/messages';
import { Button, Field, Panel, Tabs } from '@/shared/ui';

import { type Composition, contentsOf } from './composition';
import css from './Variants.module.css';
import { changed, isWhole, MOST_VARIANTS, sumOf, without, withOneMore } from './variants';
import { composeWords } from './words/compose';
import { variantWords } from './words/variants';

interface ContentFieldsProps {
  draft: Composition;
  onChange: (changed: Partial<Composition>) => void;
  /** Say what is missing: once the form has been sent. */
  tried: boolean;
  /** The letter of the content that is written and previewed. */
  shown: string;
  onShow: (key: string) => void;
}

/** What: one content for everybody, or several of which each person gets one. */
export function ContentFields({ draft, onChange, tried, shown, onShow }: ContentFieldsProps) {
  const { t } = useWords(composeWords);
  const { t: word } = useWords(variantWords);
  const { permille } = useFormat();
  const variants = contentsOf(draft);
  const one = variants.find(({ key }) => key === shown) ?? variants[0];
  if (one === undefined) return null;
  const put = (change: Partial<VariantDraft>) =>
    onChange({ variants: changed(draft.variants, one.key, change) });
  const add = () => {
    const more = withOneMore(variants);
    onChange({ variants: more });
    onShow(more[more.length - 1]?.key ?? one.key);
  };
  const more = draft.to === 'customers' && variants.length < MOST_VARIANTS && (
    <Button variant="text" theme="primary" icon={<AddIcon />} onClick={add}>
      {word('addVariant')}
    </Button>
  );
  return (
    <Panel title={t('content')} aside={more}>
      {variants.length > 1 && (
        <>
          <Tabs
            label={word('contents')}
            tabs={variants.map(({ key, permille: share }) => ({
              name: key,
              title: word('titled', { key }),
              count: permille(share),
            }))}
            chosen={one.key}
            onChoose={onShow}
          />
          <ShareFields draft={draft} one={one} onChange={onChange} onShow={onShow} />
        </>
      )}
      <TextArea
        key={one.key}
        label={t('text')}
        help={t('textHelp')}
        fault={tried && one.content.text.trim() === '' ? t('needText') : ''}
        value={one.content.text}
        onChange={(text) => put({ content: { ...one.content, text } })}
        rows={6}
        required
      />
      <Attachments
        attachments={one.content.attachments}
        onChange={(attachments) => put({ content: { ...one.content, attachments } })}
        tried={tried}
      />
    </Panel>
  );
}

interface ShareFieldsProps {
  draft: Composition;
  one: VariantDraft;
  onChange: (changed: Partial<Composition>) => void;
  onShow: (key: string) => void;
}

/** Of how many a content is drawn, and who hears the same letter again. */
function ShareFields({ draft: { variants, programme_id }, one, onChange, onShow }: ShareFieldsProps) {
  const { t } = useWords(variantWords);
  const { permille } = useFormat();
  const remove = () => {
    onChange({ variants: without(variants, one.key) });
    onShow('A');
  };
  return (
    <div className={css.share}>
      <Field
        label={t('shareOf')}
        help={programme_id === null ? t('shareAlone') : t('shareOfProgramme')}
        fault={isWhole(variants) ? '' : t('needWhole', { sum: permille(sumOf(variants)) })}
      >
        <InputNumber
          theme="normal"
          className={css.amount ?? ''}
          value={one.permille / 10}
          min={0}
          max={100}
          suffix="%"
          onChange={(share) =>
            onChange({
              variants: changed(variants, one.key, { permille: Math.round(Number(share || 0) * 10) }),
            })
          }
        />
      </Field>
      <Button variant="text" icon={<DeleteIcon />} onClick={remove}>
        {t('removeVariant', { key: one.key })}
      </Button>
    </div>
  );
}
