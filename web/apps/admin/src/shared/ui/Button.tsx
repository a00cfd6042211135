import { Button as TDesignButton, type ButtonProps } from 'tdesign-react';

/** TDesign's button, but always a button: a disabled one would be a `div`, lost to keyboard and screen reader. */
export function Button(props: ButtonProps) {
  return <TDesignButton tag="button" {...props} />;
}
