import type { ColumnMap, ImportKind, ImportTemplate } from '@lingqu/api';

import type { fieldWords } from './words/fields';
import type { KeyOf } from '@/shared/i18n';

export type FieldWord = KeyOf<typeof fieldWords>;
type Section = 'identities' | 'order' | 'goods' | 'details';

const WHO = ['phone', 'member_no', 'unionid', 'external_userid'] as const;

/** The fields of each kind in the order a person looks for them; attributes of customers come beside. */
export const SECTIONS: Record<ImportKind, readonly { section: Section; fields: readonly FieldWord[] }[]> = {
  orders: [
    {
      section: 'order',
      fields: [
        'order_no',
        'placed_at',
        'paid_at',
        'amount',
        'status',
        'refunded',
        'refunded_at',
        'shop',
        'staff',
      ],
    },
    { section: 'identities', fields: [...WHO, 'buyer'] },
    { section: 'goods', fields: ['sku', 'item', 'category', 'quantity', 'line_amount'] },
  ],
  members: [
    { section: 'identities', fields: WHO },
    { section: 'details', fields: ['birthday', 'level', 'tags'] },
  ],
  people: [{ section: 'identities', fields: [...WHO, 'customer_no'] }],
};

/** Of each group one is needed. */
const NEEDED: Record<ImportKind, readonly (readonly FieldWord[])[]> = {
  orders: [['order_no'], ['placed_at', 'paid_at'], ['amount', 'line_amount']],
  members: [WHO],
  people: [[...WHO, 'customer_no']],
};

export const missingOf = (kind: ImportKind, map: ColumnMap): readonly (readonly FieldWord[])[] => {
  const there = new Set(map.assignments.map((one) => one.field));
  return NEEDED[kind].filter((group) => !group.some((field) => there.has(field)));
};

export const fieldOf = (map: ColumnMap, column: number): string | undefined =>
  map.assignments.find((one) => one.column === column)?.field;

/** A column becomes a field, or none; the column that was it before is it no more. */
export function assigned(map: ColumnMap, column: number, field: string | undefined): ColumnMap {
  const others = map.assignments.filter((one) => one.column !== column && one.field !== field);
  const assignments = field === undefined ? others : [...others, { column, field }];
  return { ...map, template: null, assignments: assignments.sort((one, other) => one.column - other.column) };
}

/** A column's name as names are compared: half-width, small, without blanks, star or a unit behind it. */
export function heading(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s+/g, '').replace(/^\*+/, '');
  return plain.replace(/[([【].*[)\]】]$/, '') || plain;
}

/** What a template makes of columns: the likeliest name of each field wins, and a column is one field. */
export function byTemplate(template: ImportTemplate, columns: readonly string[]): ColumnMap {
  const headings = columns.map(heading);
  const taken = new Map<number, string>();
  for (const [field, names] of Object.entries(template.fields)) {
    for (const name of names) {
      const column = headings.indexOf(heading(name));
      if (column >= 0 && !taken.has(column)) {
        taken.set(column, field);
        break;
      }
    }
  }
  const assignments = [...taken].map(([column, field]) => ({ column, field }));
  return {
    source: template.source,
    assignments: assignments.sort((one, other) => one.column - other.column),
    statuses: template.own ? template.statuses : {},
    template: template.code,
  };
}
