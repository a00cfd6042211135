import { useState } from 'react';

export interface Picks {
  /** What can be picked now. */
  all: number[];
  picked: number[];
  toggle: (id: number) => void;
  toggleAll: () => void;
  none: () => void;
}

/** Rows picked by hand; what is no longer there to be picked is no longer picked. */
export function usePicks(all: number[]): Picks {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const picked = all.filter((id) => chosen.has(id));
  return {
    all,
    picked,
    toggle: (id) => setChosen(new Set(chosen.has(id) ? picked.filter((one) => one !== id) : [...picked, id])),
    toggleAll: () => setChosen(new Set(picked.length === all.length ? [] : all)),
    none: () => setChosen(new Set()),
  };
}
