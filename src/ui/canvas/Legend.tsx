import { memo } from 'react';
import type { PodState } from '../../scene/types.ts';
import { useWords } from '../words.ts';
import styles from './Canvas.module.css';
import { Glyph } from './Glyph.tsx';
import { revisionStyle } from './palette.ts';

const SHOWN: readonly PodState[] = ['pending', 'creating', 'running', 'ready', 'terminating', 'failing'];

/** What shapes and colours mean. `revision` is that of the tiles that it shows: the newest one on the canvas. */
export const Legend = memo(function Legend({ revision, revisions }: { readonly revision: number; readonly revisions: readonly number[] }) {
  const t = useWords();
  return (
    <ul className={styles.legend} aria-label={t('canvas.legend')}>
      {SHOWN.map((state) => (
        <li key={state}>
          <span style={revisionStyle(revision)}>
            <Glyph state={state} />
          </span>
          {t(`canvas.state.${state}`)}
        </li>
      ))}
      {revisions.length > 1 && (
        <li className={styles.swatchItem}>
          <span className={styles.swatches} style={{ width: 'auto', height: 16, display: 'inline-flex' }} aria-hidden>
            {revisions.map((each) => (
              <i key={each} style={revisionStyle(each)} />
            ))}
          </span>
          {t('canvas.legend.colour')}
        </li>
      )}
    </ul>
  );
});
