import { ApiError, type OrderAudience, type Proof, type WorkOrderDraft } from '@lingqu/api';

import { instantOf, tomorrowMorning } from '@/shared/clock';
import type { ASKED_KINDS } from '@/shared/tasks/states';

export type AskedKind = (typeof ASKED_KINDS)[number];
export type AudienceKind = 'staff' | 'tags' | 'segment';
export const PROOFS: readonly Proof[] = ['press', 'note', 'tag'];
export const MOST_PHRASES = 5;
export const TITLE_CHARACTERS = 30;
export const TODO_CHARACTERS = 1_000;
export const PHRASE_CHARACTERS = 500;
const SHORTEST_MS = 10 * 60_000;
const LONGEST_MS = 92 * 24 * 3_600_000;

/** A work order while it is written. What was chosen of another kind is kept for who changes their mind. */
export interface OrderWriting {
  /** Names this order for the server, so that pressing twice makes one. */
  key: string;
  kind: AskedKind;
  title: string;
  todo: string;
  phrases: string[];
  /** An hour of Beijing's clock. */
  closes: string;
  proof: Proof;
  proof_tag_id: number | null;
  audience: AudienceKind;
  staff_ids: number[];
  department_ids: number[];
  tag_ids: number[];
  segment_id: number | null;
}

export const freshOrder = (nowMs: number): OrderWriting => ({
  key: crypto.randomUUID(),
  kind: 'follow_up',
  title: '',
  todo: '',
  phrases: [],
  closes: tomorrowMorning(nowMs).replace('10:00', '20:00'),
  proof: 'press',
  proof_tag_id: null,
  audience: 'staff',
  staff_ids: [],
  department_ids: [],
  tag_ids: [],
  segment_id: null,
});

/** Who gets a task; null while something is to be chosen. */
export function audienceOf(writing: OrderWriting): OrderAudience | null {
  const { audience, staff_ids, department_ids, tag_ids, segment_id } = writing;
  if (audience === 'tags') return tag_ids.length === 0 ? null : { tag_ids };
  if (audience === 'segment') return segment_id === null ? null : { segment_id };
  return staff_ids.length + department_ids.length === 0 ? null : { staff_ids, department_ids };
}

export type OrderField = 'title' | 'todo' | 'phrases' | 'closes_at' | 'audience' | 'proof_tag_id';

/** What is missing or too much, by field; the server has the same bounds. */
export function faultsOf(writing: OrderWriting, nowMs: number): Set<OrderField> {
  const wait = Date.parse(instantOf(writing.closes)) - nowMs;
  const phrases = spoken(writing);
  const wrong: [OrderField, boolean][] = [
    ['title', !fits(writing.title, TITLE_CHARACTERS)],
    ['todo', !fits(writing.todo, TODO_CHARACTERS)],
    ['phrases', phrases.some((phrase) => phrase.length > PHRASE_CHARACTERS)],
    ['closes_at', !(wait >= SHORTEST_MS && wait <= LONGEST_MS)],
    ['audience', audienceOf(writing) === null],
    ['proof_tag_id', writing.proof === 'tag' && writing.proof_tag_id === null],
  ];
  return new Set(wrong.filter(([, is]) => is).map(([field]) => field));
}

/** The field that the server refused; null when the error is about none. */
export function refusedField(error: unknown): OrderField | null {
  if (!(error instanceof ApiError) || error.place === null) return null;
  const field = error.place.replace('body.', '');
  if (field === 'tag_ids' || field === 'segment_id') return 'audience';
  const fields: OrderField[] = ['title', 'todo', 'phrases', 'closes_at', 'audience', 'proof_tag_id'];
  return fields.find((one) => one === field) ?? null;
}

/** What is sent to the server; null while no audience is chosen. */
export function draftOf(writing: OrderWriting): WorkOrderDraft | null {
  const audience = audienceOf(writing);
  if (audience === null) return null;
  const { key, kind, title, todo, proof, proof_tag_id } = writing;
  return {
    key,
    kind,
    title,
    todo,
    proof,
    audience,
    phrases: spoken(writing),
    closes_at: instantOf(writing.closes),
    proof_tag_id: proof === 'tag' ? proof_tag_id : null,
  };
}

const spoken = ({ phrases }: OrderWriting) => phrases.filter((phrase) => phrase.trim() !== '');

const fits = (text: string, most: number) => text.trim() !== '' && text.trim().length <= most;
