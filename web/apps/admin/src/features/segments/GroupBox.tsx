import type { Definition } from '@lingqu/api';
import { useMemo, useRef } from 'react';
import { AddIcon, ArrowDownIcon, ArrowUpIcon, CopyIcon, DeleteIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import { AddMenu } from './AddMenu';
import css from './Builder.module.css';
import { LeafForm } from './LeafForm';
import { Standing } from './Part';
import { type Box, boxOf, FRESH, type Joining, type Leaf, nodeOf, placesOf } from './tree';
import { type Landing, useFollowFocus } from './useFollowFocus';
import type { Fault } from './usePreview';
import { editorWords } from './words/editor';
import { leafWords } from './words/leaves';

const JOININGS: readonly Joining[] = ['all', 'any', 'none'];
const DEEPEST = 8;

interface GroupBoxProps {
  node: Definition;
  place: string;
  fault: Fault | null;
  onChange: (node: Definition) => void;
  depth?: number;
}

/** A group of conditions: how they join, each with its acts, and more to add. */
export function GroupBox({ node, place, fault, onChange, depth = 1 }: GroupBoxProps) {
  const { t } = useWords(editorWords);
  const section = useRef<HTMLElement>(null);
  const land = useFollowFocus(section);
  const box = boxOf(node);
  if (box === null) return null;
  const places = placesOf(node, place);
  const put = (changed: Partial<Box>) => onChange(nodeOf({ ...box, ...changed }));
  const add = (one: Definition) => {
    land({ index: box.of.length, at: 'form' });
    put({ of: [...box.of, one] });
  };
  return (
    <section ref={section} className={css.group} data-joining={box.joining} aria-label={t('groupNamed')}>
      <div className={css.joining} role="group" aria-label={t('joining')}>
        {JOININGS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === box.joining}
            onClick={() => put({ joining: one })}
          >
            {t(`join_${one}`)}
          </button>
        ))}
      </div>
      {box.of.length === 0 && <p className={css.quiet}>{t('emptyGroup')}</p>}
      <ol className={css.list}>
        {box.of.map((one, index) => (
          <li key={index}>
            <Item
              node={one}
              place={places[index] ?? place}
              fault={fault}
              depth={depth}
              siblings={box.of}
              index={index}
              onList={(of, landing) => {
                if (landing !== undefined) land(landing);
                put({ of });
              }}
            />
          </li>
        ))}
      </ol>
      <div className={css.row} data-add>
        <AddMenu onAdd={(kind) => add(FRESH[kind]())} />
        {depth < DEEPEST && (
          <Button variant="text" icon={<AddIcon />} onClick={() => add({ kind: 'any', of: [] })}>
            {t('addGroup')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface ItemProps extends Omit<GroupBoxProps, 'onChange' | 'depth'> {
  depth: number;
  siblings: readonly Definition[];
  index: number;
  onList: (of: readonly Definition[], landing?: Landing) => void;
}

function Item({ node, place, fault, depth, siblings, index, onList }: ItemProps) {
  const { t } = useWords(editorWords);
  const { t: leaf } = useWords(leafWords);
  const standing = useMemo(() => ({ place, fault }), [place, fault]);
  const inside = boxOf(node) !== null;
  const change = (next: Definition) => onList(siblings.map((one, at) => (at === index ? next : one)));
  const name = inside ? t('groupNamed') : leaf((node as Leaf).kind);
  const here = fault !== null && (fault.place === place || (!inside && fault.place.startsWith(`${place}.`)));
  return (
    <div className={css.item} data-fault={here || (inside && fault?.place === `${place}.of`)}>
      <div className={css.head}>
        <b>{name}</b>
        <Acts name={name} siblings={siblings} index={index} onList={onList} />
      </div>
      <div data-form>
        {inside ? (
          <GroupBox node={node} place={place} fault={fault} onChange={change} depth={depth + 1} />
        ) : (
          <Standing value={standing}>
            <div className={css.leaf}>
              <div className={css.form}>
                <LeafForm leaf={node as Leaf} onChange={change} />
              </div>
            </div>
          </Standing>
        )}
      </div>
      {here && <FaultLine fault={fault} />}
    </div>
  );
}

function FaultLine({ fault }: { fault: Fault }) {
  const { t } = useWords(editorWords);
  const known = `fault_${fault.fault}`;
  const text =
    known in editorWords.zh ? t(known as 'fault_empty') : t('fault_other', { message: fault.message });
  return (
    <p role="alert" className={css.fault}>
      {text}
    </p>
  );
}

function Acts({
  name,
  siblings,
  index,
  onList,
}: Pick<ItemProps, 'siblings' | 'index' | 'onList'> & { name: string }) {
  const { t } = useWords(editorWords);
  const moved = (to: number, at: 'up' | 'down') => {
    const rest = siblings.filter((_, at) => at !== index);
    const one = siblings[index];
    if (one !== undefined) onList([...rest.slice(0, to), one, ...rest.slice(to)], { index: to, at });
  };
  const one = siblings[index];
  const act = (word: 'up' | 'down' | 'duplicate' | 'remove') => t('actOn', { act: t(word), what: name });
  const bare = { variant: 'text', shape: 'square' } as const;
  return (
    <span className={css.acts}>
      <Button
        {...bare}
        icon={<ArrowUpIcon />}
        aria-label={act('up')}
        disabled={index === 0}
        data-act="up"
        onClick={() => moved(index - 1, 'up')}
      />
      <Button
        {...bare}
        icon={<ArrowDownIcon />}
        aria-label={act('down')}
        disabled={index === siblings.length - 1}
        data-act="down"
        onClick={() => moved(index + 1, 'down')}
      />
      <Button
        {...bare}
        icon={<CopyIcon />}
        aria-label={act('duplicate')}
        onClick={() =>
          one !== undefined &&
          onList([...siblings.slice(0, index + 1), structuredClone(one), ...siblings.slice(index + 1)], {
            index: index + 1,
            at: 'form',
          })
        }
      />
      <Button
        {...bare}
        icon={<DeleteIcon />}
        aria-label={act('remove')}
        data-act="remove"
        onClick={() =>
          onList(
            siblings.filter((_, at) => at !== index),
            { index, at: 'remove' },
          )
        }
      />
    </span>
  );
}
