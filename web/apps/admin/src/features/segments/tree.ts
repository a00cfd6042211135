import type { Definition } from '@lingqu/api';

export type Kind = Definition['kind'];
export type Of<K extends Kind> = Extract<Definition, { kind: K }>;
export type Group = Of<'all' | 'any'>;
export type Leaf = Exclude<Definition, Group | Of<'not'>>;
export type LeafKind = Leaf['kind'];

export const isGroup = (node: Definition): node is Group => node.kind === 'all' || node.kind === 'any';

/** How a place is joined, as the editor offers it: `none` stands for "not any of them". */
export type Joining = 'all' | 'any' | 'none';

/** A group as the editor shows it; "not any of" is kept as the complement of an any. */
export interface Box {
  joining: Joining;
  of: readonly Definition[];
}

export function boxOf(node: Definition): Box | null {
  if (isGroup(node)) return { joining: node.kind, of: node.of };
  if (node.kind !== 'not') return null;
  return node.of.kind === 'any' ? { joining: 'none', of: node.of.of } : { joining: 'none', of: [node.of] };
}

export function nodeOf({ joining, of }: Box): Definition {
  const inside = [...of];
  return joining === 'none'
    ? { kind: 'not', of: { kind: 'any', of: inside } }
    : { kind: joining, of: inside };
}

/** Where the parts of a box stand in the definition, as the server names places. */
export function placesOf(node: Definition, place: string): string[] {
  const box = boxOf(node);
  if (box === null) return [];
  if (node.kind !== 'not') return box.of.map((_, index) => `${place}.of[${index}]`);
  return node.of.kind === 'any' ? box.of.map((_, index) => `${place}.of.of[${index}]`) : [`${place}.of`];
}

/** The group at the top: whatever a definition is, the editor shows it within one. */
export const rooted = (definition: Definition): Definition =>
  boxOf(definition) === null ? { kind: 'all', of: [definition] } : definition;

const DAYS_30 = { kind: 'last', duration: 'P30D' } as const;

/** What a new condition of a kind starts from. */
export const FRESH: { [K in LeafKind]: () => Of<K> } = {
  attribute: () => ({ kind: 'attribute', key: '', op: 'eq' }),
  tag: () => ({ kind: 'tag', tags: [] }),
  relation: () => ({ kind: 'relation' }),
  event: () => ({ kind: 'event', event: { name: '' }, window: DAYS_30 }),
  event_edge: () => ({
    kind: 'event_edge',
    event: { name: '' },
    edge: 'last',
    test: { key: '', op: 'exists' },
  }),
  sequence: () => ({
    kind: 'sequence',
    steps: [{ name: '' }, { name: '' }],
    within: 'P7D',
    window: DAYS_30,
  }),
  lapse: () => ({ kind: 'lapse', did: { name: '' }, then_not: { name: '' }, within: 'P7D', window: DAYS_30 }),
  order: () => ({ kind: 'order', window: DAYS_30 }),
  group: () => ({ kind: 'group' }),
  segment: () => ({ kind: 'segment', segment_id: 0 }),
  bucket: () => ({ kind: 'bucket', salt: 'A', first: 0, last: 99 }),
  list: () => ({ kind: 'list', list_id: 0 }),
};

/** Kinds that can be added by hand, the usual ones first. */
export const OFFERED: readonly LeafKind[] = [
  'tag',
  'relation',
  'order',
  'event',
  'attribute',
  'group',
  'lapse',
  'sequence',
  'event_edge',
  'list',
  'segment',
  'bucket',
];

/** A new definition: one group that waits for its first condition. */
export const START: Definition = { kind: 'all', of: [] };
export const isEmpty = (definition: Definition): boolean => boxOf(definition)?.of.length === 0;

/** Whether two definitions have the same places of the same kinds: then only a value was edited. */
export function sameShape(one: Definition, other: Definition): boolean {
  const inside = boxOf(one);
  const outside = boxOf(other);
  if (inside === null || outside === null) return one.kind === other.kind && inside === outside;
  return (
    inside.joining === outside.joining &&
    inside.of.length === outside.of.length &&
    inside.of.every((part, place) => {
      const facing = outside.of[place];
      return facing !== undefined && sameShape(part, facing);
    })
  );
}
