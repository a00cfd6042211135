import type { Moment, MomentAttachment, MomentChoice, MomentDraft } from '@lingqu/api';

import { instantOf, isToCome } from '@/shared/clock';
import { bytesOf } from '@/shared/messages';

export type MomentKind = 'all' | 'tags' | 'segment';
export type MediaKind = 'pictures' | 'video' | 'link';

/** WeCom's bounds on a moment (developer.work.weixin.qq.com/document/path/95094). */
export const MOST_PICTURES = 9;
export const MOST_CHARACTERS = 2_000;
const MOST_TITLE_CHARACTERS = 64;
const MOST_TITLE_BYTES = 128;
/** How far ahead it may be planned. */
const MOST_DAYS_AHEAD = 60;

export interface MomentLink {
  title: string;
  url: string;
  /** Its cover. */
  blob_key: string;
}

/** A moment while it is written. What was chosen of another kind is kept for who changes their mind. */
export interface MomentWriting {
  name: string;
  text: string;
  media: MediaKind;
  pictures: string[];
  video: string | null;
  link: MomentLink;
  kind: MomentKind;
  tag_ids: number[];
  segment_id: number | null;
  staff_ids: number[];
  department_ids: number[];
  programme_id: number | null;
  /** Only those whom the rules allow are marked and see it. */
  governed: boolean;
  /** An hour of Beijing's clock from which members are asked; null is as soon as it can be. */
  clock: string | null;
}

export interface MomentFieldsProps {
  writing: MomentWriting;
  onChange: (changed: Partial<MomentWriting>) => void;
  /** Say what is missing: once the form has been sent. */
  tried: boolean;
}

/** A moment as it begins: for everybody, by everybody, at once. */
export const freshMoment = (): MomentWriting => ({
  name: '',
  text: '',
  media: 'pictures',
  pictures: [],
  video: null,
  link: { title: '', url: '', blob_key: '' },
  kind: 'all',
  tag_ids: [],
  segment_id: null,
  staff_ids: [],
  department_ids: [],
  programme_id: null,
  governed: false,
  clock: null,
});

/** What is shown below the text, as far as it is there. */
export function attachmentsOf({ media, pictures, video, link }: MomentWriting): MomentAttachment[] {
  switch (media) {
    case 'pictures':
      return pictures.map((blob_key) => ({ kind: 'image', blob_key }));
    case 'video':
      return video === null ? [] : [{ kind: 'video', blob_key: video }];
    case 'link':
      return link.url === '' && link.blob_key === '' ? [] : [{ kind: 'link', ...link }];
  }
}

/** Whom it is for, who publishes it, when, and by which rules; null while something is to be chosen. */
export function choiceOf(writing: MomentWriting): MomentChoice | null {
  const { kind, tag_ids, segment_id, staff_ids, department_ids, programme_id, clock } = writing;
  const starts_at = clock === null ? null : instantOf(clock);
  const rest = { staff_ids, department_ids, programme_id, starts_at, governed: isGoverned(writing) };
  if (kind === 'tags') return tag_ids.length === 0 ? null : { tag_ids, ...rest };
  if (kind === 'segment') return segment_id === null ? null : { segment_id, ...rest };
  return rest;
}

/** The same of one that is kept. */
export const choiceOfKept = ({
  tags,
  segment,
  staff,
  departments,
  programme,
  governed,
  starts_at,
}: Moment): MomentChoice => ({
  tag_ids: tags.map((one) => one.tag_id),
  segment_id: segment?.segment_id ?? null,
  staff_ids: staff.map((one) => one.number),
  department_ids: departments.map((one) => one.number),
  programme_id: programme?.programme_id ?? null,
  governed,
  starts_at,
});

/** Whether people are left out one by one: asked for, or because a segment or a programme cannot do without. */
export const isGoverned = ({
  kind,
  programme_id,
  governed,
}: Pick<MomentWriting, 'kind' | 'programme_id' | 'governed'>): boolean =>
  governed || kind === 'segment' || programme_id !== null;

const characters = (text: string): number => Array.from(text).length;

export type TextFault = 'needContent' | 'manyCharacters';

/** What is wrong with the text: there is too much of it, or neither text nor anything else. */
export function textFault(writing: MomentWriting): TextFault | null {
  if (characters(writing.text) > MOST_CHARACTERS) return 'manyCharacters';
  return writing.text.trim() === '' && attachmentsOf(writing).length === 0 ? 'needContent' : null;
}

export type LinkFault = 'longTitle' | 'needUrl' | 'needCover';

/** What is wrong with the link, by its field. */
export function linkFaults({ title, url, blob_key }: MomentLink): Set<LinkFault> {
  const faults = new Set<LinkFault>();
  if (characters(title) > MOST_TITLE_CHARACTERS || bytesOf(title) > MOST_TITLE_BYTES) faults.add('longTitle');
  if (!/^https?:\/\/\S+$/.test(url)) faults.add('needUrl');
  if (blob_key === '') faults.add('needCover');
  return faults;
}

/** Whether its hour, if it has one, is to come and not too far ahead. */
export const isTimely = ({ clock }: MomentWriting, nowMs: number): boolean =>
  clock === null || isToCome(instantOf(clock), nowMs, MOST_DAYS_AHEAD);

function isWhole(writing: MomentWriting): boolean {
  if (textFault(writing) !== null) return false;
  if (writing.media === 'video') return writing.video !== null;
  return writing.media === 'pictures' || linkFaults(writing.link).size === 0;
}

/** What is sent to the server; null while something is missing. */
export function momentOf(writing: MomentWriting): MomentDraft | null {
  const choice = choiceOf(writing);
  if (choice === null || writing.name.trim() === '' || !isWhole(writing)) return null;
  return { ...choice, name: writing.name, text: writing.text, attachments: attachmentsOf(writing) };
}
