import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { AddIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import css from './AddMenu.module.css';
import { type LeafKind, OFFERED } from './tree';
import { editorWords } from './words/editor';
import { leafWords } from './words/leaves';

/** A button that opens a menu of kinds of conditions: arrows walk it, Escape and a click elsewhere close it. */
export function AddMenu({ onAdd }: { onAdd: (kind: LeafKind) => void }) {
  const { t } = useWords(editorWords);
  const [place, setPlace] = useState<Place | null>(null);
  const whole = useRef<HTMLDivElement>(null);
  const id = useId();
  const open = place !== null;
  useLeaving(whole, open, setPlace);
  const close = () => {
    setPlace(null);
    whole.current?.querySelector('button')?.focus();
  };
  return (
    <div ref={whole}>
      <Button
        variant="outline"
        icon={<AddIcon />}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setPlace(open ? null : placeBeside(whole.current))}
      >
        {t('addLeaf')}
      </Button>
      {open && (
        <Menu
          id={id}
          place={place}
          onClose={close}
          onChoose={(kind) => {
            setPlace(null);
            onAdd(kind);
          }}
        />
      )}
    </div>
  );
}

/** Where the menu stands in the window: the page's panels would cut off what hangs out of them. */
type Place = { left: number } & ({ top: number } | { bottom: number });

const GAP = 4;
const HIGHEST = 420;

function placeBeside(one: HTMLElement | null): Place | null {
  if (one === null) return null;
  const { left, top, bottom } = one.getBoundingClientRect();
  const below = window.innerHeight - bottom;
  return below < HIGHEST && top > below
    ? { left, bottom: window.innerHeight - top + GAP }
    : { left, top: bottom + GAP };
}

interface MenuProps {
  id: string;
  place: Place;
  onClose: () => void;
  onChoose: (kind: LeafKind) => void;
}

function Menu({ id, place, onClose, onChoose }: MenuProps) {
  const { t } = useWords(editorWords);
  const { t: leaf } = useWords(leafWords);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => menu.current?.querySelector('button')?.focus({ preventScroll: true }), []);
  const walk = (event: KeyboardEvent) => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((one) => one === document.activeElement);
    const steps: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    };
    const to = steps[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
    } else if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    }
  };
  return (
    <div
      ref={menu}
      id={id}
      className={css.menu}
      style={place}
      role="menu"
      aria-label={t('addLeaf')}
      tabIndex={-1}
      onKeyDown={walk}
    >
      {OFFERED.map((kind) => (
        <button key={kind} type="button" role="menuitem" tabIndex={-1} onClick={() => onChoose(kind)}>
          <span>{leaf(kind)}</span>
          <small>{leaf(`hint_${kind}`)}</small>
        </button>
      ))}
    </div>
  );
}

/** Close when somebody clicks elsewhere or scrolls: the menu does not move with the page. */
function useLeaving(whole: RefObject<HTMLElement | null>, open: boolean, setPlace: (place: null) => void) {
  useEffect(() => {
    if (!open) return undefined;
    const click = ({ target }: PointerEvent) => {
      if (target instanceof Node && whole.current?.contains(target) !== true) setPlace(null);
    };
    const scroll = () => setPlace(null);
    document.addEventListener('pointerdown', click);
    document.addEventListener('scroll', scroll, { capture: true });
    return () => {
      document.removeEventListener('pointerdown', click);
      document.removeEventListener('scroll', scroll, { capture: true });
    };
  }, [whole, open, setPlace]);
}
