import type { MomentAttachment, MomentChoice, MomentDraft } from '@lingqu/api';

export type MomentKind = 'all' | 'tags' | 'segment';

/** WeCom's bound on pictures of a moment (developer.work.weixin.qq.com/document/path/95094). */
export const MOST_PICTURES = 9;
const MOST_CHARACTERS = 2_000;

/** A moment while it is written. What was chosen of another kind is kept for who changes their mind. */
export interface MomentWriting {
  name: string;
  text: string;
  pictures: string[];
  kind: MomentKind;
  tag_ids: number[];
  segment_id: number | null;
  staff_ids: number[];
  department_ids: number[];
  programme_id: number | null;
  /** Only those whom the rules allow are marked and see it. */
  governed: boolean;
}

/** A moment as it begins: for everybody, by everybody. */
export const freshMoment = (): MomentWriting => ({
  name: '',
  text: '',
  pictures: [],
  kind: 'all',
  tag_ids: [],
  segment_id: null,
  staff_ids: [],
  department_ids: [],
  programme_id: null,
  governed: false,
});

export const picturesOf = ({ pictures }: MomentWriting): MomentAttachment[] =>
  pictures.map((blob_key) => ({ kind: 'image', blob_key }));

/** Whom it is for, who publishes it, and by which rules; null while something is to be chosen. */
export function choiceOf(writing: MomentWriting): MomentChoice | null {
  const { kind, tag_ids, segment_id, staff_ids, department_ids, programme_id } = writing;
  const rest = { staff_ids, department_ids, programme_id, governed: isGoverned(writing) };
  if (kind === 'tags') return tag_ids.length === 0 ? null : { tag_ids, ...rest };
  if (kind === 'segment') return segment_id === null ? null : { segment_id, ...rest };
  return rest;
}

/** Whether people are left out one by one: asked for, or because a segment or a programme cannot do without. */
export const isGoverned = ({ kind, programme_id, governed }: MomentWriting): boolean =>
  governed || kind === 'segment' || programme_id !== null;

/** Whether there is anything to show, and not too much of it. */
export const isShowable = ({ text, pictures }: MomentWriting): boolean =>
  (text.trim() !== '' || pictures.length > 0) && text.length <= MOST_CHARACTERS;

/** What is sent to the server; null while something is missing. */
export function momentOf(writing: MomentWriting): MomentDraft | null {
  const choice = choiceOf(writing);
  if (choice === null || writing.name.trim() === '' || !isShowable(writing)) return null;
  return { ...choice, name: writing.name, text: writing.text, attachments: picturesOf(writing) };
}
