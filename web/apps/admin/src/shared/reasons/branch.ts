import type { Reason } from '@lingqu/api';

/** A place as readers see it: "not any of" is one group, and "not" of one condition is a group of one. */
export interface Branch {
  reason: Reason;
  joining: 'all' | 'any' | 'none' | null;
  of: readonly Branch[];
  /** What was found, in words. */
  value: string | null;
}

const isGroup = (reason: Reason) => reason.kind === 'all' || reason.kind === 'any';

export function branchOf(reason: Reason): Branch {
  const [inner] = reason.of;
  if (reason.kind === 'not' && inner !== undefined) {
    const any = inner.kind === 'any';
    const of = any ? inner.of : [inner];
    return { reason, joining: 'none', of: of.map(branchOf), value: any ? inner.value : null };
  }
  const joining = isGroup(reason) ? (reason.kind as 'all' | 'any') : null;
  return { reason, joining, of: reason.of.map(branchOf), value: reason.value };
}
