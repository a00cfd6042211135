import type { AudienceChoice, BroadcastDraft, TagMatch } from '@lingqu/api';

import { alone, firstUnsendable, isWhole } from './variants';

export type AudienceKind = 'tags' | 'segment';

/** A broadcast while it is written. What was chosen of the other kind is kept for who changes their mind. */
export interface Composition extends Pick<BroadcastDraft, 'name' | 'variants'> {
  kind: AudienceKind;
  tag_ids: number[];
  tag_match: TagMatch;
  segment_id: number | null;
  programme_id: number | null;
}

/** A broadcast as it begins, for a segment or within a programme where one is given. */
export const fresh = (segment: number | undefined, programme: number | undefined): Composition => ({
  name: '',
  variants: [alone],
  kind: segment === undefined ? 'tags' : 'segment',
  tag_ids: [],
  tag_match: 'any',
  segment_id: segment ?? null,
  programme_id: programme ?? null,
});

/** Whom it is for; null while nothing is chosen. */
export function audienceOf({ kind, tag_ids, tag_match, segment_id }: Composition): AudienceChoice | null {
  if (kind === 'segment') return segment_id === null ? null : { segment_id };
  return tag_ids.length === 0 ? null : { tag_ids, tag_match };
}

/** What is sent to the server; null while something is missing. */
export function draftOf(composition: Composition): BroadcastDraft | null {
  const { name, variants, programme_id } = composition;
  const audience = audienceOf(composition);
  if (audience === null || name.trim() === '') return null;
  if (!isWhole(variants) || firstUnsendable(variants) !== undefined) return null;
  return { ...audience, name, variants, programme_id };
}
