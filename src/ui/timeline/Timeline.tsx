import { Maximize2, Table2, ZoomIn, ZoomOut } from 'lucide-react';
import { Suspense, lazy, useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { derivedOf } from '../../app/derived.ts';
import { playhead } from '../../app/playhead.ts';
import { type ChartScale, preferences } from '../../app/preferences.ts';
import { selection } from '../../app/selection.ts';
import { type WorkloadSeries, pointAt } from '../../app/series.ts';
import type { Log } from '../../timeline/log.ts';
import { type Branch, currentBranch, session } from '../../app/session.ts';
import { useFrame } from '../../app/world.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { World } from '../../timeline/types.ts';
import { IconButton } from '../parts/Button.tsx';
import { classes } from '../parts/classes.ts';
import { Choice, Menu } from '../parts/Menu.tsx';
import { useWords } from '../words.ts';
import { ALL, REVISION_COLOURS, type View } from './plot.ts';
import { Scrubber, zoomed } from './Scrubber.tsx';
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
  const branch = useSlowBranch();
  const { log, length } = branch;
  const { series } = derivedOf(log);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const selected = useSelectedWorkload(series.workloads);
  const workload = series.workloads.find(({ uid }) => uid === chosen) ?? selected ?? series.workloads.at(0);
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
              <Choice key={uid} name="workload" value={uid} chosen={uid === workload.uid} onChoose={() => setChosen(uid)}>
                {kind} {key}
              </Choice>
            ))}
          </Menu>
        ) : (
          workload && <span>{`${workload.kind} ${workload.name}`}</span>
        )}
        <Legend workload={workload} />
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
      <Scrubber log={log} length={length} workload={workload} view={view} onView={setView} />
      {!workload && length > 0 && !branch.busy && <p className={styles.note}>{t('timeline.noWorkload')}</p>}
      {workload && table && (
        <Suspense fallback={null}>
          <ChartTable open onClose={() => setTable(false)} workload={workload} log={log} />
        </Suspense>
      )}
    </div>
  );
}

/** While entries stream in, the chart grows so often, in ms. */
const GROWTH_MS = 200;

/** The current branch, for what is dear to draw: at once when another one is shown or it has come to rest, else every `GROWTH_MS`. */
function useSlowBranch(): Branch {
  const [shown, setShown] = useState(() => currentBranch());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = currentBranch();
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      last = currentBranch();
      setShown(last);
    };
    const listen = (): void => {
      const now = currentBranch();
      if (now === last) return;
      if (now.log !== last.log || !now.busy || last.length === 0) show();
      else timer ??= setTimeout(show, GROWTH_MS);
    };
    show();
    const stop = session.subscribe(listen);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return shown;
}

const playheadUnit = (length: number): number => (length ? playhead.getState().position / length : 0);

/** The workload that the selected object is, or belongs to: the chart follows the reader. */
function useSelectedWorkload(workloads: readonly WorkloadSeries[]): WorkloadSeries | undefined {
  const selected = useStore(selection, (state) => state.selected);
  return useFrame(({ world }) => {
    if (!selected) return undefined;
    let object = world.get(selected.table)?.get(selected.key) as KubeObject | undefined;
    for (let depth = 0; object && depth < 3; depth++) {
      const { uid, ownerReferences } = object.metadata;
      const found = workloads.find((workload) => workload.uid === uid);
      if (found) return found;
      const owner = ownerReferences?.find((reference) => reference.controller);
      object = owner && byUid(world, owner.kind, `${object.metadata.namespace}/${owner.name}`);
    }
    return undefined;
  });
}

const TABLE_OF: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  ReplicationController: 'replicationcontrollers',
};
const byUid = (world: World, kind: string, key: string): KubeObject | undefined => world.get(TABLE_OF[kind] ?? '')?.get(key) as KubeObject | undefined;

/** What the colours and lines are, with the values at the playhead. */
function Legend({ workload }: { readonly workload: WorkloadSeries | undefined }) {
  const t = useWords();
  const point = useFrame((frame) => workload && pointAt(workload.points, frame.position));
  if (!point) return <ul className={styles.legend} />;
  return (
    <ul className={styles.legend}>
      {point.available.map((count, revision) => (
        <li key={revision}>
          <span className={styles.swatch} style={{ background: `var(--rev-${revision % REVISION_COLOURS})` }} />
          {t('timeline.revision', { n: revision + 1 })}: {count}
        </li>
      ))}
      {point.max !== undefined && (
        <li>
          <span className={styles.line} style={{ color: 'var(--text-muted)' }} />
          {t('timeline.max', { n: point.max })}
        </li>
      )}
      {point.min !== undefined && (
        <li>
          <span className={styles.line} style={{ color: 'var(--danger)' }} />
          {t('timeline.min', { n: point.min })}
        </li>
      )}
      {point.metric !== undefined && (
        <li>
          <span className={classes(styles.line, styles.solid)} style={{ color: 'var(--service)' }} />
          {t('timeline.metric', { n: point.metric })}
        </li>
      )}
    </ul>
  );
}

function ScaleMenu() {
  const t = useWords();
  const scale = useStore(preferences, (state) => state.scale);
  return (
    <Menu look="quiet" label={t('timeline.scale')} placement="top-end" values={{ scale }} button={<span>{t('timeline.scale')}</span>}>
      {SCALES.map((value) => (
        <Choice key={value} name="scale" value={value} chosen={value === scale} onChoose={() => preferences.setState({ scale: value })}>
          {t(`timeline.scale.${value}`)}
        </Choice>
      ))}
    </Menu>
  );
}
