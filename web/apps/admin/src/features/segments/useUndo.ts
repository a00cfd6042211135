import { useCallback, useEffect, useState } from 'react';

const MOST_KEPT = 100;

interface Kept<Value> {
  past: readonly Value[];
  now: Value;
  future: readonly Value[];
  /** When the last change came. */
  at: number;
}

export interface Undo<Value> {
  value: Value;
  change: (value: Value) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

interface UndoOptions<Value> {
  /** Whether two changes within a second are one act, such as letters of one word. */
  isOneAct: (was: Value, next: Value) => boolean;
  /** Whether Ctrl+Z (⌘Z) is ours; never within a text field, which takes back by itself. */
  listens: boolean;
}

const ONE_ACT_MS = 1_000;

/** A value whose changes can be taken back and done again. */
export function useUndo<Value>(start: Value, { isOneAct, listens }: UndoOptions<Value>): Undo<Value> {
  const [kept, setKept] = useState<Kept<Value>>({ past: [], now: start, future: [], at: 0 });
  const change = useCallback(
    (value: Value) => {
      const at = performance.now();
      setKept((was) => {
        const goesOn = at - was.at < ONE_ACT_MS && was.past.length > 0 && isOneAct(was.now, value);
        const past = goesOn ? was.past : [...was.past, was.now].slice(-MOST_KEPT);
        return { past, now: value, future: [], at };
      });
    },
    [isOneAct],
  );
  const undo = useCallback(
    () =>
      setKept((was) => {
        const before = was.past.at(-1);
        if (before === undefined) return was;
        return { past: was.past.slice(0, -1), now: before, future: [was.now, ...was.future], at: 0 };
      }),
    [],
  );
  const redo = useCallback(
    () =>
      setKept((was) => {
        const [next, ...future] = was.future;
        if (next === undefined) return was;
        return { past: [...was.past, was.now], now: next, future, at: 0 };
      }),
    [],
  );
  useShortcuts(listens, undo, redo);
  return {
    value: kept.now,
    change,
    undo: kept.past.length > 0 ? undo : null,
    redo: kept.future.length > 0 ? redo : null,
  };
}

function useShortcuts(listens: boolean, undo: () => void, redo: () => void) {
  useEffect(() => {
    if (!listens) return undefined;
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || takesTextBack(event.target)) return;
      const key = event.key.toLowerCase();
      const again = key === 'y' || (key === 'z' && event.shiftKey);
      if (key !== 'z' && !again) return;
      event.preventDefault();
      if (again) redo();
      else undo();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [listens, undo, redo]);
}

const takesTextBack = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !target.readOnly && !['checkbox', 'radio'].includes(target.type));
