import 'uplot/dist/uPlot.min.css';
import { type PointerEvent as ReactPointerEvent, type RefObject, memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type StoreApi, createStore } from 'zustand/vanilla';
import { Axis } from '../../app/axis.ts';
import { derivedOf } from '../../app/derived.ts';
import { PairAxis } from '../../app/pair-axis.ts';
import { playhead } from '../../app/playhead.ts';
import { goTo, hold, pause, play, step } from '../../app/player.ts';
import { preferences } from '../../app/preferences.ts';
import { promises } from '../../app/promises.ts';
import type { WorkloadSeries } from '../../app/series.ts';
import { currentBranch, session } from '../../app/session.ts';
import type { Log } from '../../timeline/log.ts';
import { useMedia } from '../useMedia.ts';
import { seconds, useWords } from '../words.ts';
import { useReasonTitle } from '../inspector/reasons.ts';
import type uPlot from 'uplot';
import { type Beside, type Outline, drawOutline, outlineOf } from './beside.ts';
import { DifferenceMark } from './DifferenceMark.tsx';
import { ALL, type Shown, type View, coloursOf, columnsOf, decorate, makePlot } from './plot.ts';
import { Marks } from './Bookmarks.tsx';
import { Breaks, brokenHere } from './Breaks.tsx';
import { Flags } from './Flags.tsx';
import { useHidden } from './Legend.tsx';
import { Tip } from './Tip.tsx';
import { useElementSize } from './useElementSize.ts';
import styles from './Timeline.module.css';

const VIEW_MIN = 0.002;

export interface ScrubberProps {
  readonly log: Log;
  readonly length: number;
  readonly workload: WorkloadSeries | undefined;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** What stands beside it, in step. */
  readonly beside: Beside | undefined;
}

/** The chart that is also the slider: dragging moves the playhead at once, and the playhead is moved past React. */
export function Scrubber({ log, length, workload, view, onView, beside }: ScrubberProps) {
  const plotElement = useRef<HTMLDivElement>(null);
  const canvasHolder = useRef<HTMLDivElement>(null);
  const size = useElementSize(plotElement);
  const scale = useStore(preferences, (state) => state.scale);
  const axis = useMemo(() => {
    const own = { entries: log.entries, length };
    return beside ? new PairAxis(own, { entries: beside.log.entries, length: beside.length }, beside.shared, scale) : new Axis(own, scale);
  }, [log, length, scale, beside]);
  const outline = useMemo(() => beside && axis instanceof PairAxis && outlineOf(beside.workload, axis), [beside, axis]);
  useChart(canvasHolder, { log, axis, workload, view, size, outline: outline || undefined });
  const box = useRef<DOMRect | undefined>(undefined);
  // Measured when the pointer comes: to ask with every move would have the browser lay out the page with every move.
  const measure = useCallback((): DOMRect | undefined => (box.current = plotElement.current?.getBoundingClientRect()), []);
  const unitAt = useCallback(
    (clientX: number): number => {
      const rect = box.current ?? measure();
      const share = rect && rect.width > 0 ? (clientX - rect.left) / rect.width : 0;
      return view.from + Math.min(1, Math.max(0, share)) * (view.to - view.from);
    },
    [view, measure],
  );
  const [hovered] = useState(() => createStore<Hovered>(() => ({ unit: undefined })));
  const drag = useDrag((clientX) => goTo(axis.standOf(unitAt(clientX))));
  useWheel(plotElement, view, onView, unitAt);
  const xOf = useCallback((unit: number): number => ((unit - view.from) / (view.to - view.from)) * size.width, [view, size.width]);
  return (
    <div
      ref={plotElement}
      className={styles.plot}
      onPointerEnter={measure}
      onPointerDown={(event) => {
        measure();
        drag.start(event);
      }}
      onPointerMove={(event) => {
        drag.move(event);
        if (event.pointerType === 'mouse') hovered.setState({ unit: unitAt(event.clientX) });
      }}
      onPointerUp={drag.end}
      onPointerCancel={drag.end}
      onPointerLeave={() => hovered.setState({ unit: undefined })}
    >
      <div ref={canvasHolder} aria-hidden />
      <Breaks log={log} length={length} axis={axis} xOf={xOf} width={size.width} />
      <Slider axis={axis} view={view} width={size.width} onView={onView} />
      <Marks axis={axis} length={length} xOf={xOf} width={size.width} />
      {beside && <DifferenceMark log={log} axis={axis} xOf={xOf} width={size.width} />}
      <Flags log={log} length={length} axis={axis} xOf={xOf} width={size.width} />
      {length > 0 && <HoverTip hovered={hovered} box={box} xOf={xOf} axis={axis} log={log} workload={workload} />}
    </div>
  );
}

/** Where the pointer is on the axis; undefined where it is elsewhere. A store, so that a move draws the tip anew and nothing else. */
interface Hovered {
  readonly unit: number | undefined;
}

interface HoverTipProps {
  readonly hovered: StoreApi<Hovered>;
  readonly box: RefObject<DOMRect | undefined>;
  readonly xOf: (unit: number) => number;
  readonly axis: Axis;
  readonly log: Log;
  readonly workload: WorkloadSeries | undefined;
}

const HoverTip = memo(function HoverTip({ hovered, box, xOf, axis, log, workload }: HoverTipProps) {
  const unit = useStore(hovered, (state) => state.unit);
  if (unit === undefined) return null;
  return <Tip x={xOf(unit)} box={box.current} position={axis.positionOf(unit)} log={log} workload={workload} />;
});

interface ChartInput {
  readonly log: Log;
  readonly axis: Axis;
  readonly workload: WorkloadSeries | undefined;
  readonly view: View;
  readonly outline: Outline | undefined;
  readonly size: { readonly width: number; readonly height: number };
}

/** A plot is kept as long as its shape is the same; data and view are read with each painting. */
interface Kept {
  readonly plot: uPlot;
  readonly shape: string;
}

/** Paints the chart. */
function useChart(holder: RefObject<HTMLDivElement | null>, { log, axis, workload, view, size, outline }: ChartInput): void {
  const theme = useStore(preferences, (state) => state.theme);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const hidden = useHidden();
  const kept = useRef<Kept | undefined>(undefined);
  const shown = useRef<Shown | undefined>(undefined);
  useEffect(
    () => () => {
      kept.current?.plot.destroy();
      kept.current = undefined;
    },
    [],
  );
  useLayoutEffect(() => {
    const target = holder.current;
    if (!target || size.width < 2 || size.height < 2) return;
    const colours = coloursOf(document.documentElement);
    const columns = columnsOf(workload?.points ?? [], axis, hidden, outline?.top);
    const { commands } = derivedOf(log);
    shown.current = {
      columns,
      view,
      decorate: (plot) => {
        decorate(plot, axis, log.entries, commands, colours);
        if (outline) drawOutline(plot, outline, colours);
      },
    };
    const shape = [columns.revisions, [...hidden].join('+'), size.width, size.height, colours.command, colours.tick].join();
    if (kept.current?.shape === shape) {
      kept.current.plot.setData(columns.data);
      return;
    }
    const old = kept.current;
    kept.current = { shape, plot: makePlot(size, colours, shown as { readonly current: Shown }, target) };
    old?.plot.destroy();
  }, [holder, log, axis, workload, view, size, outline, theme, dark, hidden]);
}

interface SliderProps {
  readonly axis: Axis;
  readonly view: View;
  readonly width: number;
  readonly onView: (view: View) => void;
}

/** The slider's part of the scrubber: its role, its values and the playhead's line. */
const Slider = memo(function Slider({ axis, view, width, onView }: SliderProps) {
  const element = useRef<HTMLDivElement>(null);
  const t = useWords();
  const line = useRef<HTMLDivElement>(null);
  const titleOf = useReasonTitle();
  useEffect(() => {
    let announced = 0;
    const write = (): void => {
      const { position, from, fromMs, progress, timeMs, playing } = playhead.getState();
      const unit = axis.unitOfTime(position, timeMs);
      const start = fromMs === undefined ? axis.unitOf(from) : axis.unitOfTime(from, fromMs);
      const at = progress < 1 ? start + (unit - start) * progress : unit;
      const share = (at - view.from) / (view.to - view.from);
      if (line.current) {
        line.current.style.transform = `translateX(${(share * width).toFixed(1)}px)`;
        line.current.style.visibility = share < -0.001 || share > 1.001 ? 'hidden' : 'visible';
      }
      if (playing && (share < 0 || share > 1)) onView(follow(view, at));
      // A screen reader is not flooded while the timeline plays.
      const now = performance.now();
      if (playing && now - announced < 1_000) return;
      announced = now;
      describe(element.current, position, timeMs);
    };
    const describe = (slider: HTMLDivElement | null, position: number, timeMs: number): void => {
      if (!slider) return;
      const { log, length } = currentBranch();
      const entry = log.entries[position - 1];
      const what = entry ? titleOf(entry.reason) : t('timeline.start');
      slider.setAttribute('aria-valuemax', String(length));
      slider.setAttribute('aria-valuenow', String(position));
      slider.setAttribute('aria-valuetext', t('timeline.value', { position, length, seconds: seconds(timeMs), what }) + brokenHere(t));
    };
    write();
    const stops = [playhead.subscribe(write), session.subscribe(write), promises.subscribe(write)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [axis, view, width, onView, t, titleOf]);
  return (
    <div
      ref={element}
      className={styles.slider}
      role="slider"
      tabIndex={0}
      aria-label={t('timeline.slider')}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={0}
      aria-valuenow={0}
      data-testid="scrubber"
      onKeyDown={(event) => {
        if (event.key === 'PageUp') step(-1, 'instant');
        else if (event.key === 'PageDown') step(1, 'instant');
        else if (event.key === '+' || event.key === '=') onView(zoomed(view, 0.5, middleOf(axis)));
        else if (event.key === '-') onView(zoomed(view, 2, middleOf(axis)));
        else if (event.key === '0') onView(ALL);
        else return;
        event.preventDefault();
      }}
    >
      <div ref={line} className={styles.head} />
    </div>
  );
});

const middleOf = (axis: Axis): number => axis.unitOf(playhead.getState().position);

/** A view with the playhead near its left end. */
function follow({ from, to }: View, at: number): View {
  const span = to - from;
  const start = Math.min(1 - span, Math.max(0, at - span * 0.1));
  return { from: start, to: start + span };
}

/** A view `factor` times as wide around a unit that stays where it is. */
export function zoomed({ from, to }: View, factor: number, around: number): View {
  const span = Math.min(1, Math.max(VIEW_MIN, (to - from) * factor));
  const share = (around - from) / (to - from);
  const start = Math.min(1 - span, Math.max(0, around - share * span));
  return { from: start, to: start + span };
}

/** Dragging with one pointer; a timeline that played goes on playing afterwards. */
function useDrag(move: (clientX: number) => void) {
  const state = useRef({ dragging: false, wasPlaying: false });
  return {
    start(event: ReactPointerEvent): void {
      if (event.button !== 0 || (event.target as Element).closest('button')) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      state.current = { dragging: true, wasPlaying: playhead.getState().playing };
      pause();
      hold(true);
      move(event.clientX);
    },
    move(event: ReactPointerEvent): void {
      if (!state.current.dragging) return;
      // Whoever else listens (the separators between the panes measure themselves with every move) is to leave this one alone.
      event.preventDefault();
      move(event.clientX);
    },
    end(): void {
      const { dragging, wasPlaying } = state.current;
      state.current.dragging = false;
      if (!dragging) return;
      hold(false);
      if (wasPlaying) play();
    },
  };
}

/** Ctrl and the wheel zoom, the wheel alone pans. React's own wheel events cannot be prevented. */
function useWheel(element: RefObject<HTMLDivElement | null>, view: View, onView: (view: View) => void, unitAt: (clientX: number) => number): void {
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const span = view.to - view.from;
      if (event.ctrlKey || event.metaKey) onView(zoomed(view, Math.exp(event.deltaY * 0.003), unitAt(event.clientX)));
      else if (span < 1) {
        const start = Math.min(1 - span, Math.max(0, view.from + ((event.deltaX || event.deltaY) / target.clientWidth) * span));
        onView({ from: start, to: start + span });
      } else return;
      event.preventDefault();
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [element, view, onView, unitAt]);
}
