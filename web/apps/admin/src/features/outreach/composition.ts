import type { Broadcast, BroadcastDraft, VariantDraft } from '@lingqu/api';

import { type AudienceForm, freshAudience, storedAudience, targetOf } from './audience';
import { alone, firstUnsendable, isWhole } from './variants';

/** A broadcast while it is written: to whom, as part of what, and what it says. */
export interface Composition extends AudienceForm, Pick<BroadcastDraft, 'name' | 'variants'> {
  programme_id: number | null;
}

/** A broadcast as it begins, for a segment or within a programme where one is given. */
export const fresh = (segment: number | undefined, programme: number | undefined): Composition => ({
  ...freshAudience(segment),
  name: '',
  variants: [alone],
  programme_id: programme ?? null,
});

/** A stored broadcast as it is written. */
export const stored = (broadcast: Broadcast): Composition => ({
  ...storedAudience(broadcast),
  name: broadcast.name,
  variants: broadcast.variants.map(({ key, permille, content }) => ({ key, permille, content })),
  programme_id: broadcast.programme?.programme_id ?? null,
});

/** What it says: into groups the first content alone, for nobody in a group can be told another than the rest. */
export const contentsOf = ({ to, variants }: Composition): VariantDraft[] =>
  to === 'groups' ? variants.slice(0, 1).map((one) => ({ ...one, permille: 1_000 })) : variants;

/** What is sent to the server; null while something is missing. */
export function draftOf(composition: Composition): BroadcastDraft | null {
  const { name, programme_id } = composition;
  const variants = contentsOf(composition);
  const target = targetOf(composition);
  if (target === null || name.trim() === '') return null;
  if (!isWhole(variants) || firstUnsendable(variants) !== undefined) return null;
  const whom = target.to === 'groups' ? { groups: target.groups } : target.choice;
  return { ...whom, name, variants, programme_id };
}
