import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { opening } from '../../app/opening.ts';
import { currentBranch, session } from '../../app/session.ts';
import { useWords } from '../words.ts';
import styles from './Canvas.module.css';

/** So often the numbers are written anew, in ms. */
const EVERY_MS = 200;
/** What takes less than this is not announced. */
const PATIENCE_MS = 500;

/** How far the simulation has come, while what is being opened is still ahead. Everything that has come can be looked at meanwhile. */
export function Progress() {
  const waits = useStore(opening, (state) => state.waits);
  return waits ? <Bar /> : null;
}

function Bar() {
  const t = useWords();
  const target = useStore(opening, (state) => state.position);
  const [shown, setShown] = useState(() => ({ length: 0, seconds: 0, late: false }));
  useEffect(() => {
    const startMs = performance.now();
    const timer = setInterval(() => {
      const { length, untilMs } = currentBranch(session.getState());
      setShown({ length, seconds: Math.floor(untilMs / 1000), late: performance.now() - startMs > PATIENCE_MS });
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (!shown.late) return null;
  const words = t('canvas.progress.detail', { length: shown.length, seconds: shown.seconds });
  return (
    <section className={styles.progress} aria-label={t('canvas.progress')} data-testid="progress">
      <h2>{t('canvas.progress')}</h2>
      {target === undefined ? <progress aria-label={t('canvas.progress')} /> : <progress aria-label={t('canvas.progress')} max={target} value={shown.length} />}
      <p>{words}</p>
    </section>
  );
}
