import { type RefObject, useCallback, useEffect, useRef } from 'react';

/** Where the focus goes once the list is drawn anew: to the form of an item, or to one of its acts. */
export interface Landing {
  index: number;
  at: 'form' | 'up' | 'down' | 'duplicate' | 'remove';
}

const CONTROLS = 'input, button, [tabindex="0"]';

/** Lets the keyboard's focus follow what it did: into a new condition, along with a moved one, on after a removed one. */
export function useFollowFocus(box: RefObject<HTMLElement | null>) {
  const wanted = useRef<Landing | null>(null);
  useEffect(() => {
    const landing = wanted.current;
    const group = box.current;
    if (landing === null || group === null) return;
    wanted.current = null;
    const items = group.querySelectorAll<HTMLElement>(':scope > ol > li');
    const item = items[Math.min(landing.index, items.length - 1)];
    const act = item?.querySelector<HTMLElement>(`[data-act="${landing.at}"]:not([disabled])`);
    const form = item?.querySelector<HTMLElement>(`[data-form] :is(${CONTROLS})`);
    const last = group.querySelector<HTMLElement>(':scope > [data-add] button');
    (landing.at === 'form'
      ? form
      : (act ?? item?.querySelector<HTMLElement>('[data-act="remove"]'))
    )?.focus();
    if (item === undefined) last?.focus();
  });
  return useCallback((landing: Landing) => {
    wanted.current = landing;
  }, []);
}
