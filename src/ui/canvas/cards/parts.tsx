import { type MotionStyle, m } from 'framer-motion';
import type { ReactNode } from 'react';
import type { RevisionShare } from '../../../scene/types.ts';
import { classes } from '../../parts/classes.ts';
import { Name } from '../../parts/Name.tsx';
import { revisionStyle } from '../palette.ts';
import { useWords } from '../../words.ts';
import styles from './Card.module.css';

/** `far` is what it says besides from afar, where there is no room for lines. */
export function Title({ kind, name, aside, far }: { readonly kind: string; readonly name: string; readonly aside?: ReactNode; readonly far?: ReactNode }) {
  return (
    <div className={styles.head}>
      <div className={styles.title} title={`${kind} ${name}`.trim()}>
        <Name kind={kind} kindClass={styles.kind} name={name} />
      </div>
      {far !== undefined && <div className={styles.far}>{far}</div>}
      {aside !== undefined && <div className={styles.aside}>{aside}</div>}
    </div>
  );
}

export function Line({ children, className, title }: { readonly children: ReactNode; readonly className?: string | undefined; readonly title?: string }) {
  return (
    <div className={classes(styles.line, className)}>
      <span className={styles.shrinks} {...(title ? { title } : {})}>
        {children}
      </span>
    </div>
  );
}

export function Badge({ children, look, title }: { readonly children: ReactNode; readonly look?: 'warn' | 'bad'; readonly title?: string }) {
  return (
    <span className={classes(styles.badge, look === 'warn' && styles.warn, look === 'bad' && styles.bad)} {...(title ? { title } : {})}>
      {children}
    </span>
  );
}

const GLIDE = { duration: 0.22, ease: [0.2, 0, 0, 1] as const };

/** The Pods of each revision, as parts of `of`; what is ready is solid. */
export function RevisionBar({ shares, of }: { readonly shares: readonly RevisionShare[]; readonly of: number }) {
  const t = useWords();
  const total = Math.max(
    1,
    of,
    shares.reduce((sum, { pods }) => sum + pods, 0),
  );
  const words = shares.map(({ revision, pods, ready }) => t('canvas.bar.share', { colour: revision + 1, pods, ready })).join('; ');
  return (
    <div className={styles.bar} role="img" aria-label={t('canvas.deployment.bar', { shares: words || '0' })}>
      {shares.map(({ revision, pods, ready }) => (
        <m.span
          key={revision}
          className={styles.share}
          style={revisionStyle(revision) as MotionStyle}
          initial={false}
          animate={{ width: `${(pods / total) * 100}%` }}
          transition={GLIDE}
        >
          <m.i initial={false} animate={{ width: `${pods ? (ready / pods) * 100 : 0}%` }} transition={GLIDE} />
        </m.span>
      ))}
    </div>
  );
}
