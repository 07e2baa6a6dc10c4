import { seek } from '../../app/player.ts';
import type { WorkloadSeries } from '../../app/series.ts';
import type { Log } from '../../timeline/log.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { seconds, useWords } from '../words.ts';
import { nameOfSeries, seriesOf, valueOfSeries } from './lines.ts';
import styles from './Timeline.module.css';

/** A dialog with thousands of rows helps nobody: the newest are shown. */
const ROWS_MAX = 500;

interface ChartTableProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly workload: WorkloadSeries;
  readonly log: Log;
}

/** The chart for those who cannot see it, or want the numbers: one row for each change. */
export function ChartTable({ open, onClose, workload, log }: ChartTableProps) {
  const t = useWords();
  const points = open ? workload.points.slice(-ROWS_MAX) : [];
  const revisions = Math.max(0, ...points.map(({ available }) => available.length));
  const others = seriesOf(points).filter((series) => series !== 'available' && series !== 'target');
  return (
    <Dialog wide={others.length > 4} title={`${t('timeline.table')}: ${workload.kind} ${workload.name}`} open={open} onClose={onClose}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('timeline.table.frame')}</th>
            <th scope="col">{t('timeline.table.time')}</th>
            {Array.from({ length: revisions }, (_, revision) => (
              <th key={revision} scope="col">
                {t('timeline.revision', { n: revision + 1 })}
              </th>
            ))}
            <th scope="col">{t('timeline.table.total')}</th>
            {others.map((series) => (
              <th key={series} scope="col">
                {t(nameOfSeries(series))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.position}>
              <td>
                <button type="button" onClick={() => seek(point.position)}>
                  {point.position}
                </button>
              </td>
              <td>{t('unit.seconds', { n: seconds(log.timeAt(point.position)) })}</td>
              {Array.from({ length: revisions }, (_, revision) => (
                <td key={revision}>{point.available[revision] ?? 0}</td>
              ))}
              <td>{point.total}</td>
              {others.map((series) => (
                <td key={series}>{valueOfSeries(series, point, t) ?? '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
