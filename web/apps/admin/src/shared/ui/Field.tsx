import type { ReactNode } from 'react';

import css from './Field.module.css';

interface FieldProps {
  label: string;
  /** What is wrong with the value; its line is kept free, so that nothing moves when it appears. */
  fault?: string | undefined;
  /** What the value is for. */
  help?: ReactNode;
  required?: boolean;
  /** The control is more than one input (a select, a list): it is named as a group. */
  group?: boolean;
  children: ReactNode;
}

/** A labelled control. TDesign's inputs take no id, so a single input is named by the label around it. */
export function Field({ label, fault = '', help, required = false, group = false, children }: FieldProps) {
  const name = (
    <span className={css.label}>
      {label}
      {required && (
        <i className={css.required} aria-hidden="true">
          {'*'}
        </i>
      )}
    </span>
  );
  return (
    <div className={css.field}>
      {group ? (
        <div role="group" aria-label={label}>
          {name}
          {children}
        </div>
      ) : (
        <label>
          {name}
          {children}
        </label>
      )}
      <div className={css.below}>
        {fault === '' ? <span className={css.help}>{help}</span> : <span role="alert">{fault}</span>}
      </div>
    </div>
  );
}
