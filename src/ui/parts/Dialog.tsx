import { Dialog as AriaDialog, DialogDismiss, DialogHeading } from '@ariakit/react';
import { X } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import { useWords } from '../words.ts';
import { classes } from './classes.ts';
import styles from './controls.module.css';

/** A dialog over the page: focus stays in it, Escape and the backdrop close it. */
export function Dialog({
  title,
  open,
  wide = false,
  onClose,
  children,
}: {
  readonly title: string;
  readonly open: boolean;
  /** Room for a form. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useWords();
  return (
    <AriaDialog
      open={open}
      onClose={onClose}
      className={classes(styles.dialog, wide && styles.wideDialog)}
      backdrop={<div className={styles.backdrop} />}
      unmountOnHide
    >
      <header className={styles.dialogHead}>
        <DialogHeading>{title}</DialogHeading>
        <DialogDismiss className={classes(styles.button, styles.quiet, styles.icon)} aria-label={t('pane.close')}>
          <X aria-hidden />
        </DialogDismiss>
      </header>
      <Body name={title}>{children}</Body>
    </AriaDialog>
  );
}

/** What does not fit is scrolled, with the keyboard too: then it can be focused. */
function Body({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const [scrolls, setScrolls] = useState(false);
  const watch = useCallback((element: HTMLDivElement | null) => {
    if (!element) return undefined;
    const measure = (): void => setScrolls(element.scrollHeight > element.clientHeight);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={watch} className={styles.dialogBody} {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': name } : {})}>
      {children}
    </div>
  );
}
