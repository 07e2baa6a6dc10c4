import { Maximize2, Ruler, Table2, ZoomIn, ZoomOut } from 'lucide-react';
import { Suspense, lazy, useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { derivedOf } from '../../app/derived.ts';
import { playhead } from '../../app/playhead.ts';
import { type ChartScale, preferences } from '../../app/preferences.ts';
import { selection } from '../../app/selection.ts';
import type { WorkloadSeries } from '../../app/series.ts';
import { chart, workloadOfObject } from '../../app/chart.ts';
import { currentBranch } from '../../app/session.ts';
import type { Log } from '../../timeline/log.ts';
import { useFrame } from '../../app/world.ts';
import { IconButton } from '../parts/Button.tsx';
import { Choice, Menu } from '../parts/Menu.tsx';
import { useSlowBranch } from '../useSlowBranch.ts';
import { useWords } from '../words.ts';
import { Legend, SeriesMenu } from './Legend.tsx';
import { ALL, type View } from './plot.ts';
import { Scrubber, zoomed } from './Scrubber.tsx';
import { useBeside } from './useBeside.ts';
import { Transport } from './Transport.tsx';
import styles from './Timeline.module.css';

const ChartTable = lazy(async () => ({ default: (await import('./ChartTable.tsx')).ChartTable }));

const SCALES: readonly ChartScale[] = ['mixed', 'time', 'decisions'];

/** When: the transport and the chart that is the scrubber. */
export function Timeline() {
  const t = useWords();
  return (
    <section className={styles.timeline} aria-label={t('pane.timeline')}>
      <Transport />
      <Chart />
    </section>
  );
}

function Chart() {
  const t = useWords();
  const branch = useSlowBranch(currentBranch);
  const { log, length } = branch;
  const { series } = derivedOf(log);
  const chosen = useStore(chart, (state) => state.chosen);
  const selected = useSelectedWorkload(series.workloads);
  const workload = series.workloads.find(({ uid }) => uid === chosen) ?? selected ?? series.workloads.at(0);
  const beside = useBeside(branch, workload && `${workload.table} ${workload.key}`);
  // A view belongs to a log: another branch is shown whole.
  const [zoomedTo, setZoomedTo] = useState<{ readonly log: Log; readonly view: View }>({ log, view: ALL });
  const view = zoomedTo.log === log ? zoomedTo.view : ALL;
  const setView = useCallback((next: View) => setZoomedTo({ log, view: next }), [log]);
  const [table, setTable] = useState(false);
  const zoom = (factor: number): void => setView(zoomed(view, factor, Math.min(view.to, Math.max(view.from, playheadUnit(length)))));
  return (
    <div className={styles.chart}>
      <div className={styles.chartHead}>
        {series.workloads.length > 1 && workload ? (
          <Menu
            look="quiet"
            label={t('timeline.workload')}
            placement="top-start"
            values={{ workload: workload.uid }}
            button={<span>{`${workload.kind} ${workload.name}`}</span>}
          >
            {series.workloads.map(({ uid, kind, key }) => (
              <Choice key={uid} name="workload" value={uid} chosen={uid === workload.uid} onChoose={() => chart.setState({ chosen: uid })}>
                {kind} {key}
              </Choice>
            ))}
          </Menu>
        ) : (
          workload && <span>{`${workload.kind} ${workload.name}`}</span>
        )}
        <Legend workload={workload} beside={beside} />
        {workload && <SeriesMenu workload={workload} />}
        <div className={styles.zoom}>
          <ScaleMenu />
          <IconButton label={t('timeline.zoom.out')} disabled={view.to - view.from >= 1} onClick={() => zoom(2)}>
            <ZoomOut aria-hidden />
          </IconButton>
          <IconButton
            label={t('timeline.zoom.in')}
            disabled={length === 0}
            onClick={() => zoom(0.5)}
            title={`${t('timeline.zoom.in')} · ${t('timeline.zoom.hint')}`}
          >
            <ZoomIn aria-hidden />
          </IconButton>
          {view.to - view.from < 1 && (
            <IconButton label={t('timeline.zoom.fit')} onClick={() => setView(ALL)}>
              <Maximize2 aria-hidden />
            </IconButton>
          )}
        </div>
        <IconButton label={t('timeline.table.show')} onClick={() => setTable(true)} disabled={!workload}>
          <Table2 aria-hidden />
        </IconButton>
      </div>
      <Scrubber log={log} length={length} workload={workload} view={view} onView={setView} beside={beside} />
      {!workload && length > 0 && !branch.busy && <p className={styles.note}>{t('timeline.noWorkload')}</p>}
      {workload && table && (
        <Suspense fallback={null}>
          <ChartTable open onClose={() => setTable(false)} workload={workload} log={log} />
        </Suspense>
      )}
    </div>
  );
}

const playheadUnit = (length: number): number => (length ? playhead.getState().position / length : 0);

/** The workload that the selected object is, or belongs to: the chart follows the reader. */
function useSelectedWorkload(workloads: readonly WorkloadSeries[]): WorkloadSeries | undefined {
  const selected = useStore(selection, (state) => state.selected);
  return useFrame(({ world }) => workloadOfObject(world, workloads, selected));
}

function ScaleMenu() {
  const t = useWords();
  const scale = useStore(preferences, (state) => state.scale);
  return (
    <Menu
      look="quiet"
      label={t('timeline.scale')}
      placement="top-end"
      values={{ scale }}
      button={
        <>
          <Ruler aria-hidden size={16} />
          <span className={styles.wide}>{t('timeline.scale')}</span>
        </>
      }
    >
      {SCALES.map((value) => (
        <Choice key={value} name="scale" value={value} chosen={value === scale} onChoose={() => preferences.setState({ scale: value })}>
          {t(`timeline.scale.${value}`)}
        </Choice>
      ))}
    </Menu>
  );
}
