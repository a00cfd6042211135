import { useState } from 'react';

export interface Keyset {
  cursor: string | undefined;
  /** 1-based. */
  page: number;
  previous: (() => void) | null;
  next: (cursor: string) => void;
}

interface Walked {
  filter: string;
  cursors: string[];
}

/**
 * Walks a keyset list page by page. `filter` is what the list depends on: when it changes, page one again.
 */
export function useKeyset(filter: unknown): Keyset {
  const key = JSON.stringify(filter);
  const [walked, setWalked] = useState<Walked>({ filter: key, cursors: [] });
  const cursors = walked.filter === key ? walked.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    previous: cursors.length === 0 ? null : () => setWalked({ filter: key, cursors: cursors.slice(0, -1) }),
    next: (cursor) => setWalked({ filter: key, cursors: [...cursors, cursor] }),
  };
}
