import type { AttributeType, Op } from '@lingqu/api';
import { Input, InputNumber } from 'tdesign-react';

import { ManyStaffSelect } from '@/features/directory';
import { type KeyOf, useWords } from '@/shared/i18n';

import css from './Builder.module.css';
import { durationOf, spanOf } from './durations';
import { Part } from './Part';
import { Pick, PickMany, some, Writes } from './Picks';
import type { Of } from './tree';
import { useDepartmentOptions } from './useNamedValues';
import { useVocabulary } from './useVocabulary';
import { freshValue, ValuePart } from './ValueField';
import { Comparison, WindowPart } from './WindowPart';
import { leafWords } from './words/leaves';
import { listWords } from './words/lists';

interface FormProps<Node> {
  leaf: Node;
  onChange: (leaf: Node) => void;
}

const FEN = 100;
const MEASURES = ['count', 'sum', 'average', 'days_since_last'] as const;
const DATE_OPS: Partial<Record<Op, KeyOf<typeof leafWords>>> = {
  lt: 'date.lt',
  le: 'date.le',
  gt: 'date.gt',
  ge: 'date.ge',
};
const wordOf = (type: AttributeType, op: Op) => (type === 'date' ? (DATE_OPS[op] ?? op) : op) as 'eq';

export function AttributeForm({ leaf, onChange }: FormProps<Of<'attribute'>>) {
  const { t } = useWords(leafWords);
  const attributes = useVocabulary().data?.attributes ?? [];
  const chosen = attributes.find((one) => one.key === leaf.key);
  const type = chosen?.type ?? 'string';
  const pick = (key: string) => {
    const next = attributes.find((one) => one.key === key);
    const op = next?.ops.includes('eq') === false ? 'contains' : 'eq';
    onChange({ kind: 'attribute', key, op, value: freshValue(next?.type ?? 'string', op) });
  };
  return (
    <>
      <Part label={t('part_key')} at=".key">
        <Pick
          value={leaf.key}
          options={attributes.map((one) => ({ value: one.key, label: one.label }))}
          onChange={pick}
        />
      </Part>
      <Part label={t('part_op')} at=".op">
        <Pick
          value={leaf.op}
          options={(chosen?.ops ?? [leaf.op]).map((op) => ({ value: op, label: t(wordOf(type, op)) }))}
          onChange={(op) => onChange({ ...leaf, op, value: freshValue(type, op) })}
        />
      </Part>
      <ValuePart
        type={type}
        op={leaf.op}
        value={leaf.value}
        onChange={(value) => onChange({ ...leaf, value })}
      />
    </>
  );
}

export function OrderForm({ leaf, onChange }: FormProps<Of<'order'>>) {
  const { t } = useWords(leafWords);
  const measure = leaf.measure ?? 'count';
  const money = measure === 'sum' || measure === 'average';
  const shown = (leaf.value ?? 1) / (money ? FEN : 1);
  const put = (op: Op, value: number) =>
    onChange({ ...leaf, op, value: money ? Math.round(value * FEN) : value });
  return (
    <>
      <Part label={t('part_measure')} at=".measure" wide={4}>
        <Pick
          value={measure}
          options={MEASURES.map((one) => ({ value: one, label: t(`measure.${one}`) }))}
          onChange={(next) =>
            onChange({ ...leaf, measure: next, op: 'ge', value: next === 'count' ? 1 : 100 })
          }
        />
      </Part>
      <Part label={t('part_value')} at=".value" wide={4}>
        <Comparison op={leaf.op ?? 'ge'} value={shown} decimals={money ? 2 : 0} onChange={put} />
      </Part>
      <WindowPart
        label={t('part_window')}
        at=".window"
        value={leaf.window}
        onChange={(window) => onChange({ ...leaf, window })}
      />
      <Part label={t('part_categories')} at=".categories">
        <Writes value={leaf.categories} onChange={(categories) => onChange({ ...leaf, categories })} />
      </Part>
      <Part label={t('part_shops')} at=".shops">
        <PickMany
          value={leaf.shops}
          options={useDepartmentOptions()}
          onChange={(shops) => onChange({ ...leaf, shops })}
        />
      </Part>
    </>
  );
}

export function GroupForm({ leaf, onChange }: FormProps<Of<'group'>>) {
  const { t } = useWords(leafWords);
  const { groupchats = [], groupchat_tags: tags = [] } = useVocabulary().data ?? {};
  return (
    <>
      <Part label={t('part_chats')} at=".chats">
        <PickMany
          value={leaf.chats}
          options={groupchats.map(({ id, name }) => ({ value: id, label: name || t('unnamed', { id }) }))}
          onChange={(chats) => onChange({ ...leaf, chats })}
        />
      </Part>
      <Part label={t('part_chatTags')} at=".chat_tags">
        <PickMany
          value={leaf.chat_tags}
          options={tags.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(chat_tags) => onChange({ ...leaf, chat_tags })}
        />
      </Part>
      <Part label={t('part_owners')} at=".owners">
        <ManyStaffSelect
          placeholder={t('any')}
          value={leaf.owners ?? []}
          onChange={(owners) => onChange({ ...leaf, owners: some(owners) })}
        />
      </Part>
      <WindowPart
        label={t('part_joined')}
        at=".joined"
        value={leaf.joined}
        onChange={(joined) => onChange({ ...leaf, joined })}
      />
    </>
  );
}

export function SegmentForm({ leaf, onChange }: FormProps<Of<'segment'>>) {
  const { t } = useWords(leafWords);
  const segments = useVocabulary().data?.segments ?? [];
  const held = leaf.held_for === null || leaf.held_for === undefined ? '' : spanOf(leaf.held_for).amount;
  return (
    <>
      <Part label={t('part_segment')} at=".segment_id" wide={6}>
        <Pick
          value={leaf.segment_id === 0 ? '' : leaf.segment_id}
          options={segments.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(segment_id) => onChange({ ...leaf, segment_id: Number(segment_id) })}
        />
      </Part>
      <Part label={t('part_held')} at=".held_for">
        <InputNumber
          theme="normal"
          className={css.full}
          min={1}
          placeholder={t('any')}
          value={held}
          onChange={(days) =>
            onChange({
              ...leaf,
              held_for: Number(days) > 0 ? durationOf({ amount: Number(days), unit: 'day' }) : undefined,
            })
          }
        />
      </Part>
    </>
  );
}

export function ListForm({ leaf, onChange }: FormProps<Of<'list'>>) {
  const { t } = useWords(listWords);
  const lists = useVocabulary().data?.lists ?? [];
  return (
    <Part label={t('listPart')} at=".list_id" wide={6}>
      <Pick
        value={leaf.list_id === 0 ? '' : leaf.list_id}
        options={lists.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(list_id) => onChange({ ...leaf, list_id: Number(list_id) })}
      />
    </Part>
  );
}

export function BucketForm({ leaf, onChange }: FormProps<Of<'bucket'>>) {
  const { t } = useWords(leafWords);
  const edge = (name: 'first' | 'last', fallback: number) => (
    <InputNumber
      theme="normal"
      className={css.full}
      min={0}
      max={999}
      value={leaf[name] ?? fallback}
      onChange={(number) => onChange({ ...leaf, [name]: Number(number) })}
    />
  );
  return (
    <>
      <Part label={t('part_salt')} at=".salt">
        <Input value={leaf.salt} onChange={(salt) => onChange({ ...leaf, salt })} placeholder="" />
      </Part>
      <Part label={t('part_first')} at=".first">
        {edge('first', 0)}
      </Part>
      <Part label={t('part_last')} at=".last">
        {edge('last', 999)}
      </Part>
    </>
  );
}
