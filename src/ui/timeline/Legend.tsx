import { ListChecks } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { besideHead } from '../../app/compare.ts';
import { preferences } from '../../app/preferences.ts';
import { type WorkloadSeries, pointAt } from '../../app/series.ts';
import { useFrame } from '../../app/world.ts';
import { Group, Menu, Toggle } from '../parts/Menu.tsx';
import { useWords } from '../words.ts';
import { type Beside, OTHER_DASH, availableAt } from './beside.ts';
import { type SeriesName, lineOf, nameOfSeries, seriesOf, valueOfSeries } from './lines.ts';
import { REVISION_COLOURS } from './plot.ts';
import styles from './Timeline.module.css';

/** The series that the reader does not want to see. */
export function useHidden(): ReadonlySet<string> {
  const hidden = useStore(preferences, (state) => state.hiddenSeries);
  return useMemo(() => new Set(Array.isArray(hidden) ? hidden : []), [hidden]);
}

export function Swatch({ series }: { readonly series: SeriesName }) {
  const line = lineOf(series);
  if (!line) return <span className={styles.swatch} style={{ background: 'var(--rev-0)' }} />;
  return <Stroke colour={line.colour} width={line.width} dash={line.dash} />;
}

/** A piece of a line, dashed as it is on the chart. */
function Stroke({ colour, width, dash }: { readonly colour: string; readonly width: number; readonly dash: readonly number[] | undefined }) {
  return (
    <svg className={styles.line} style={{ color: `var(${colour})` }} viewBox="0 0 18 6" aria-hidden>
      <line x1={0} x2={18} y1={3} y2={3} strokeWidth={Math.max(1.5, width)} {...(dash ? { strokeDasharray: dash.join(' ') } : {})} />
    </svg>
  );
}

/** What the colours and lines are, with the values at the playhead. What does not fit stands in the menu of series. */
export function Legend({ workload, beside }: { readonly workload: WorkloadSeries | undefined; readonly beside: Beside | undefined }) {
  const t = useWords();
  const hidden = useHidden();
  const point = useFrame((frame) => workload && pointAt(workload.points, frame.position));
  if (!point) return <ul className={styles.legend} />;
  return (
    <ul className={styles.legend}>
      {!hidden.has('available') &&
        point.available.map((count, revision) => (
          <li key={revision}>
            <span className={styles.swatch} style={{ background: `var(--rev-${revision % REVISION_COLOURS})` }} />
            {t('legend.revision', { n: revision + 1, count })}
          </li>
        ))}
      {beside && <OtherAvailable beside={beside} />}
      {LEGEND.map((series) => {
        const value = hidden.has(series) ? undefined : valueOfSeries(series, point, t);
        return value === undefined ? null : (
          <li key={series}>
            <Swatch series={series} />
            {series === 'metric' ? value : t(`legend.${series}`, { value })}
          </li>
        );
      })}
    </ul>
  );
}

/** The line of the branch beside, with its value where it stands. */
function OtherAvailable({ beside }: { readonly beside: Beside }) {
  const t = useWords();
  const n = useStore(besideHead, ({ position }) => availableAt(beside.workload, position));
  return (
    <li>
      <Stroke colour="--text" width={2} dash={OTHER_DASH} />
      {t('compare.chart.other', { name: beside.name, n })}
    </li>
  );
}

/** In the order of what is asked about most. The target stands beside its metric. */
const LEGEND: readonly Exclude<SeriesName, 'available' | 'target'>[] = ['max', 'min', 'desired', 'metric', 'endpoints', 'recommended', 'stabilized', 'limits'];

/** Which series are drawn, each with its value at the playhead. */
export function SeriesMenu({ workload }: { readonly workload: WorkloadSeries }) {
  const t = useWords();
  const hidden = useHidden();
  const toggle = (series: SeriesName): void => {
    const next = hidden.has(series) ? [...hidden].filter((other) => other !== series) : [...hidden, series];
    preferences.setState({ hiddenSeries: next });
  };
  return (
    <Menu
      look="quiet"
      label={t('series.menu')}
      placement="top-end"
      button={
        <>
          <ListChecks aria-hidden size={16} />
          <span className={styles.wide}>{t('series.short')}</span>
        </>
      }
    >
      <Group label={t('series.menu')}>
        {seriesOf(workload.points).map((series) => (
          <Toggle key={series} name={series} on={!hidden.has(series)} onToggle={() => toggle(series)}>
            <span className={styles.seriesRow}>
              <Swatch series={series} /> {t(nameOfSeries(series))}
              <Value series={series} workload={workload} />
            </span>
          </Toggle>
        ))}
      </Group>
    </Menu>
  );
}

function Value({ series, workload }: { readonly series: SeriesName; readonly workload: WorkloadSeries }) {
  const t = useWords();
  const point = useFrame((frame) => pointAt(workload.points, frame.position));
  const value = point && valueOfSeries(series, point, t);
  return value === undefined ? null : <b>{value}</b>;
}
