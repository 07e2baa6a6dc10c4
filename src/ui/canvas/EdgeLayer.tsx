import { memo } from 'react';
import { classes } from '../parts/classes.ts';
import styles from './Canvas.module.css';
import type { Line } from './flow.ts';

/**
 * The lines between cards. They are drawn here and not by React Flow, which measures where they begin on each card's element whenever that
 * is made or resized, finds no handle there, and leaves them out. Owners are said on the cards, so it is hidden from screen readers.
 */
export const EdgeLayer = memo(function EdgeLayer({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <svg className={styles.edges} aria-hidden data-testid="edges">
      {lines.map(({ id, kind, lit, path }) => (
        <path key={id} className={classes(styles.edge, lit && styles.lit)} data-edge={kind} d={path} />
      ))}
    </svg>
  );
});
