import {
  Menu as AriaMenu,
  MenuButton,
  MenuGroup,
  MenuGroupLabel,
  MenuItem,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuProvider,
  MenuSeparator,
} from '@ariakit/react';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './controls.module.css';

export interface MenuProps {
  /** What the button shows. */
  readonly button: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
  readonly look?: 'plain' | 'quiet';
  readonly arrow?: boolean;
  readonly className?: string | undefined;
  readonly placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end';
  /** The values of radio items, by name. */
  readonly values?: Readonly<Record<string, string>>;
  readonly onOpen?: () => void;
}

/** A button that opens a menu. */
export function Menu({ button, label, children, look = 'plain', arrow = true, className, placement = 'bottom-start', values, onOpen }: MenuProps) {
  return (
    <MenuProvider placement={placement} {...(values ? { values } : {})} setOpen={(open) => open && onOpen?.()}>
      <MenuButton className={classes(styles.button, look === 'quiet' && styles.quiet, className)} aria-label={label} title={label}>
        {button}
        {arrow && <ChevronDown aria-hidden className={styles.chevron} />}
      </MenuButton>
      <AriaMenu className={styles.menu} gutter={4} overflowPadding={8} fixed unmountOnHide aria-label={label}>
        {children}
      </AriaMenu>
    </MenuProvider>
  );
}

export function Item({
  children,
  detail,
  shortcut,
  onClick,
  disabled,
}: {
  readonly children: ReactNode;
  readonly detail?: string;
  readonly shortcut?: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}) {
  return (
    <MenuItem className={styles.item} onClick={onClick} disabled={disabled ?? false}>
      <span className={styles.grow}>
        {children}
        {detail && <small>{detail}</small>}
      </span>
      {shortcut && <kbd className={styles.kbd}>{shortcut}</kbd>}
    </MenuItem>
  );
}

/** One of several that exclude each other. */
export function Choice({
  name,
  value,
  chosen,
  children,
  detail,
  onChoose,
}: {
  readonly name: string;
  readonly value: string;
  readonly chosen: boolean;
  readonly children: ReactNode;
  readonly detail?: string;
  readonly onChoose: () => void;
}) {
  return (
    <MenuItemRadio className={styles.item} name={name} value={value} checked={chosen} onChange={onChoose} hideOnClick>
      <span className={styles.check}>{chosen && <Check aria-hidden size={16} />}</span>
      <span className={styles.grow}>
        {children}
        {detail && <small>{detail}</small>}
      </span>
    </MenuItemRadio>
  );
}

/** On or off. */
export function Toggle({
  name,
  on,
  children,
  onToggle,
}: {
  readonly name: string;
  readonly on: boolean;
  readonly children: ReactNode;
  readonly onToggle: () => void;
}) {
  return (
    <MenuItemCheckbox className={styles.item} name={name} checked={on} onChange={onToggle}>
      <span className={styles.check}>{on && <Check aria-hidden size={16} />}</span>
      <span className={styles.grow}>{children}</span>
    </MenuItemCheckbox>
  );
}

export function Group({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <MenuGroup>
      <MenuGroupLabel className={styles.heading}>{label}</MenuGroupLabel>
      {children}
    </MenuGroup>
  );
}

export function Separator() {
  return <MenuSeparator className={styles.separator} />;
}
