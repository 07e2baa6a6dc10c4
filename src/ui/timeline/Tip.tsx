import { createPortal } from 'react-dom';
import { brokenOn, isBrokenAt } from '../../app/promises.ts';
import { type Point, type WorkloadSeries, pointAt } from '../../app/series.ts';
import type { Log } from '../../timeline/log.ts';
import { currentBranch } from '../../app/session.ts';
import { promiseText, readingText } from '../promises/texts.ts';
import { seconds, useWords } from '../words.ts';
import { Swatch, useHidden } from './Legend.tsx';
import { SERIES, type SeriesName, nameOfSeries, valueOfSeries } from './lines.ts';
import { REVISION_COLOURS } from './plot.ts';
import { useReasonTitle } from '../inspector/reasons.ts';
import styles from './Timeline.module.css';

const HALF_WIDTH = 110;
const MARGIN = 8;

interface TipProps {
  /** Within the plot, in CSS pixels. */
  readonly x: number;
  /** Where the plot is in the window. */
  readonly box: DOMRect | undefined;
  readonly position: number;
  readonly log: Log;
  readonly workload: WorkloadSeries | undefined;
}

/** The values under the pointer. */
export function Tip({ x, box, position, log, workload }: TipProps) {
  const t = useWords();
  const titleOf = useReasonTitle();
  const entry = log.entries[position - 1];
  const place = {
    left: Math.min(innerWidth - HALF_WIDTH - MARGIN, Math.max(HALF_WIDTH + MARGIN, (box?.left ?? 0) + x)),
    bottom: innerHeight - (box?.top ?? 0) + MARGIN,
  };
  const point = workload && pointAt(workload.points, position);
  return (
    <>
      <div className={styles.hair} style={{ transform: `translateX(${x}px)` }} />
      {createPortal(
        <div className={styles.tip} style={place} aria-hidden>
          <strong>
            {t('transport.frame', { position })} · {t('transport.time', { seconds: seconds(log.timeAt(position)) })}
          </strong>
          {entry && <span>{titleOf(entry.reason)}</span>}
          {point && <Values point={point} />}
          <Broken log={log} position={position} />
        </div>,
        document.body,
      )}
    </>
  );
}

/** What is broken there, with the numbers. */
function Broken({ log, position }: Pick<TipProps, 'log' | 'position'>) {
  const t = useWords();
  const branch = currentBranch();
  if (branch.log !== log) return null;
  const broken = brokenOn(branch).filter(({ span }) => isBrokenAt(span, position, log.timeAt(position)));
  return broken.map(({ promise: { id, invariant }, span: { worst } }) => (
    <span key={id} className={styles.tipBroken}>
      ✕ {promiseText(invariant, t)}
      {worst.reading && ` (${readingText(invariant, worst.reading, t)})`}
    </span>
  ));
}

function Values({ point }: { readonly point: Point }) {
  const t = useWords();
  const hidden = useHidden();
  return (
    <dl>
      {!hidden.has('available') &&
        point.available.map((count, revision) =>
          count > 0 || revision === point.available.length - 1 ? (
            <Row key={revision} label={t('timeline.revision', { n: revision + 1 })} value={count} colour={`var(--rev-${revision % REVISION_COLOURS})`} />
          ) : null,
        )}
      <Row label={t('timeline.table.total')} value={point.total} />
      {SERIES.filter((series) => series !== 'available' && series !== 'target' && !hidden.has(series)).map((series) => {
        const value = valueOfSeries(series, point, t);
        return value === undefined ? null : <Row key={series} label={t(nameOfSeries(series))} value={value} series={series} />;
      })}
    </dl>
  );
}

interface RowProps {
  readonly label: string;
  readonly value: number | string;
  readonly colour?: string;
  readonly series?: SeriesName;
}

function Row({ label, value, colour, series }: RowProps) {
  return (
    <>
      <dt>
        {colour && <span className={styles.swatch} style={{ background: colour }} />}
        {series && <Swatch series={series} />}
        {label}
      </dt>
      <dd>{value}</dd>
    </>
  );
}
