import { useStore } from 'zustand';
import type { Axis } from '../../app/axis.ts';
import { findings } from '../../app/findings.ts';
import { positionAt } from '../../app/instants.ts';
import type { Log } from '../../timeline/log.ts';
import { goToParting } from '../compare/open.ts';
import { seconds, useWords } from '../words.ts';
import styles from './Timeline.module.css';

interface DifferenceMarkProps {
  readonly log: Log;
  readonly axis: Axis;
  readonly xOf: (unit: number) => number;
  readonly width: number;
}

/** Where two branches that are compared part. */
export function DifferenceMark({ log, axis, xOf, width }: DifferenceMarkProps) {
  const t = useWords();
  const differences = useStore(findings, (state) => state.differences);
  const parting = differences?.decision ?? differences?.act;
  if (!parting) return null;
  const { main, atMs } = parting;
  const unit = main?.at === atMs ? axis.unitOf(main.seq) : axis.unitOfTime(positionAt(log, atMs), atMs);
  const x = xOf(unit);
  if (x < -1 || x > width + 1) return null;
  const label = t('compare.difference.go.label', { seconds: seconds(atMs) });
  return (
    <button
      type="button"
      className={styles.difference}
      style={{ left: Math.min(width - 11, Math.max(11, x)) }}
      title={label}
      aria-label={label}
      data-testid="difference-mark"
      onClick={() => goToParting(parting)}
    >
      <span aria-hidden>≠</span>
    </button>
  );
}
