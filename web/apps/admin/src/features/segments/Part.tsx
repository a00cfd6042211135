import { createContext, type ReactNode, use } from 'react';

import css from './Builder.module.css';
import type { Fault } from './usePreview';

/** Where in the definition the form below stands, and the fault that the server found. */
export const Standing = createContext<{ place: string; fault: Fault | null }>({ place: '$', fault: null });

interface PartProps {
  label: string;
  /** Path of this part below the condition, such as `.count`: a fault there marks it. */
  at?: string;
  /** In columns of the form's twelve. */
  wide?: number;
  children: ReactNode;
}

/** A labelled part of a condition's form. */
export function Part({ label, at, wide = 3, children }: PartProps) {
  const { place, fault } = use(Standing);
  const faulty = at !== undefined && fault?.place.startsWith(`${place}${at}`) === true;
  return (
    <div
      role="group"
      aria-label={label}
      className={css.part}
      style={{ gridColumn: `span ${wide}` }}
      data-fault={faulty}
      data-wide={wide > 4}
    >
      <span className={css.label}>{label}</span>
      {children}
    </div>
  );
}
