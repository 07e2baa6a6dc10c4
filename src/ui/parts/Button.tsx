import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './controls.module.css';

type Look = 'plain' | 'primary' | 'quiet';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly look?: Look;
  readonly children: ReactNode;
}

const LOOKS: Readonly<Record<Look, string | undefined>> = { plain: undefined, primary: styles.primary, quiet: styles.quiet };

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={classes(styles.button, LOOKS[look], className)} />;
}

export interface IconButtonProps extends ButtonProps {
  /** What it does: its name for a screen reader, and its tooltip. */
  readonly label: string;
  /** As `title` shows it: `Space`. */
  readonly shortcut?: string;
}

/** A button with a picture instead of a word. */
export function IconButton({ label, shortcut, look = 'quiet', className, ...rest }: IconButtonProps) {
  return <Button aria-label={label} title={shortcut ? `${label} (${shortcut})` : label} look={look} {...rest} className={classes(styles.icon, className)} />;
}
