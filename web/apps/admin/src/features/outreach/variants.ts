import type { VariantDraft } from '@lingqu/api';

import { isSendable } from '@/shared/messages';

const KEYS = Array.from('ABCDEFGHIJKLMNOP');
const WHOLE = 1_000;

export const MOST_VARIANTS = KEYS.length;

/** One content, for everybody. */
export const alone: VariantDraft = { key: 'A', permille: WHOLE, content: { text: '', attachments: [] } };

/** One more, a copy of the last to be changed; everybody has an equal share then. */
export function withOneMore(variants: readonly VariantDraft[]): VariantDraft[] {
  const last = variants[variants.length - 1] ?? alone;
  const more = [...variants, last];
  const each = Math.floor(WHOLE / more.length);
  return more.map((one, place) => ({
    ...one,
    key: KEYS[place] ?? one.key,
    permille: place === 0 ? WHOLE - each * (more.length - 1) : each,
  }));
}

/** One less; its share goes to the first, and the letters stay in a row. */
export function without(variants: readonly VariantDraft[], key: string): VariantDraft[] {
  const freed = variants.find((one) => one.key === key)?.permille ?? 0;
  return variants
    .filter((one) => one.key !== key)
    .map((one, place) => ({
      ...one,
      key: KEYS[place] ?? one.key,
      permille: place === 0 ? one.permille + freed : one.permille,
    }));
}

/** The same with one of them changed. */
export const changed = (
  variants: readonly VariantDraft[],
  key: string,
  change: Partial<VariantDraft>,
): VariantDraft[] => variants.map((one) => (one.key === key ? { ...one, ...change } : one));

export const sumOf = (variants: readonly VariantDraft[]): number =>
  variants.reduce((sum, one) => sum + one.permille, 0);

/** Each has a share, and they are the whole together. */
export const isWhole = (variants: readonly VariantDraft[]): boolean =>
  sumOf(variants) === WHOLE && variants.every((one) => one.permille > 0);

/** The first that cannot be sent as it stands; undefined where all can. */
export const firstUnsendable = (variants: readonly VariantDraft[]): VariantDraft | undefined =>
  variants.find((one) => !isSendable(one.content.text, one.content.attachments));

/** The letter of the content that a place of a request is in; undefined where it is in none. */
export const keyAt = (variants: readonly VariantDraft[], place: string): string | undefined =>
  variants[Number(/^body\.variants\[(\d+)\]/.exec(place)?.[1])]?.key;
