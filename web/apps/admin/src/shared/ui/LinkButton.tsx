import { createLink, type LinkComponent } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'tdesign-react';

const Anchor = (props: ButtonProps) => <Button tag="a" {...props} />;

/** A link that looks like a button, for acts that lead to another page. */
export const LinkButton: LinkComponent<typeof Anchor> = createLink(Anchor);
