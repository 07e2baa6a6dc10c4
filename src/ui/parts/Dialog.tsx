import { Dialog as AriaDialog, DialogDismiss, DialogHeading } from '@ariakit/react';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
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
      <div className={styles.dialogBody}>{children}</div>
    </AriaDialog>
  );
}
