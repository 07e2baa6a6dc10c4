import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Amount, LoadShape } from '../../kube/load.ts';
import { type LoadRow, curveOf, horizonOf, milliOf, textOf, withPoint } from '../../app/load-rows.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import controls from '../parts/controls.module.css';
import { useWords } from '../words.ts';
import styles from './Conditions.module.css';

type Points = Extract<LoadShape, { shape: 'points' }>['points'];

const WIDTH = 640;
const HEIGHT = 132;
const MARGIN = { left: 62, right: 12, top: 10, bottom: 22 };
const INNER = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
const SAMPLES = 241;
/** A key moves a point by so many seconds, or by this part of the height. */
const STEP_S = 5;
const STEP_PART = 20;
const HEADROOM = 1.15;

interface Props {
  readonly row: LoadRow;
  readonly name: string;
  readonly nowS: number;
  readonly onChange: (shape: LoadShape) => void;
}

/** A load over time as a line. One of points is drawn here: points are dragged, added beside the line, and moved by keys. */
export function Curve({ row, name, nowS, onChange }: Props) {
  const t = useWords();
  const svg = useRef<SVGSVGElement>(null);
  // While a point is dragged, the axes stay where they are, or it would run away from the pointer.
  const [held, setHeld] = useState<{ readonly index: number; readonly untilS: number; readonly top: number }>();
  const { shape, measure } = row;
  const untilS = held?.untilS ?? horizonOf(shape, nowS);
  const curve = curveOf(shape, untilS, SAMPLES);
  if (!curve) return <p className={styles.empty}>{t('load.curve.unknown')}</p>;
  const top = held?.top ?? Math.max(1, ...curve) * HEADROOM;
  const x = (second: number): number => MARGIN.left + (second / untilS) * INNER.width;
  const y = (milli: number): number => MARGIN.top + (1 - milli / top) * INNER.height;
  const path = curve.map((milli, i) => `${i ? 'L' : 'M'}${x((untilS * i) / (SAMPLES - 1)).toFixed(1)},${y(milli).toFixed(1)}`).join('');
  const floor = HEIGHT - MARGIN.bottom;
  const points = shape.shape === 'points' ? shape.points : undefined;
  const change = (next: Points): void => onChange({ shape: 'points', points: next });

  const pointAt = (event: PointerEvent): readonly [number, Amount] => {
    const box = (svg.current as SVGSVGElement).getBoundingClientRect();
    const px = ((event.clientX - box.left) / box.width) * WIDTH;
    const py = ((event.clientY - box.top) / box.height) * HEIGHT;
    const second = Math.min(untilS, Math.max(0, ((px - MARGIN.left) / INNER.width) * untilS));
    return [second, textOf(rounded(Math.max(0, (1 - (py - MARGIN.top) / INNER.height) * top), top), measure)];
  };
  const begin = (event: PointerEvent, index: number): void => {
    event.stopPropagation();
    (svg.current as SVGSVGElement).setPointerCapture(event.pointerId);
    setHeld({ index, untilS, top });
  };
  const drag = (event: PointerEvent): void => {
    if (!held || !points) return;
    const moved = pointAt(event);
    const next = withPoint(points, held.index, moved);
    const index = next.findIndex(([at]) => at === Math.round(moved[0]));
    change(next);
    if (index >= 0 && index !== held.index) setHeld({ ...held, index });
  };
  const add = (event: PointerEvent): void => {
    if (!points || event.button !== 0) return;
    const point = pointAt(event);
    const next = withPoint(points, undefined, point);
    change(next);
    begin(
      event,
      next.findIndex(([at]) => at === Math.round(point[0])),
    );
  };
  return (
    <>
      <svg
        ref={svg}
        className={styles.curve}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role={points ? 'group' : 'img'}
        aria-label={t('load.curve', { name, seconds: untilS, low: textOf(Math.min(...curve), measure), high: textOf(Math.max(...curve), measure) })}
        data-draws={points ? '' : undefined}
        onPointerDown={add}
        onPointerMove={drag}
        onPointerUp={() => setHeld(undefined)}
        onPointerCancel={() => setHeld(undefined)}
      >
        <g aria-hidden>
          {[0, 0.5, 1].map((part) => (
            <g key={part}>
              <line className={styles.grid} x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y((top / HEADROOM) * part)} y2={y((top / HEADROOM) * part)} />
              <text className={styles.tick} x={MARGIN.left - 8} y={y((top / HEADROOM) * part) + 4} textAnchor="end">
                {textOf(rounded((top / HEADROOM) * part, top), measure)}
              </text>
            </g>
          ))}
          {[0, 0.25, 0.5, 0.75, 1].map((part) => (
            <text key={part} className={styles.tick} x={x(untilS * part)} y={HEIGHT - 6} textAnchor={part === 1 ? 'end' : part ? 'middle' : 'start'}>
              {Math.round(untilS * part)} s
            </text>
          ))}
          <line className={styles.now} x1={x(nowS)} x2={x(nowS)} y1={MARGIN.top} y2={floor} />
          <text className={styles.nowText} x={x(nowS) + 4} y={MARGIN.top + 8}>
            {t('load.curve.now')}
          </text>
          <path className={styles.area} d={`${path}L${x(untilS)},${floor}L${x(0)},${floor}Z`} />
          <path className={styles.line} d={path} />
        </g>
        {points?.map(([at, value], i) => (
          <circle
            key={i}
            className={styles.point}
            cx={x(at)}
            cy={y(milliOf(value) ?? 0)}
            r={6}
            tabIndex={0}
            role="button"
            aria-label={t('load.point', { n: i + 1, count: points.length, value: String(value), seconds: at })}
            onPointerDown={(event) => begin(event, i)}
            onKeyDown={(event) => moveByKey(event, points, i, top, row, change)}
          />
        ))}
      </svg>
      {points && <PointsTable points={points} row={row} untilS={untilS} onChange={change} />}
    </>
  );
}

/** To a thousandth of the axis, so that dragging gives numbers that can be read. */
function rounded(milli: number, top: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, top))) - 2);
  return Math.round(milli / step) * step;
}

function moveByKey(event: KeyboardEvent, points: Points, index: number, top: number, { measure }: LoadRow, change: (points: Points) => void): void {
  const [at, value] = points[index] as Points[number];
  const milli = milliOf(value) ?? 0;
  const to: Readonly<Record<string, readonly [number, Amount] | undefined>> = {
    ArrowLeft: [at - STEP_S, value],
    ArrowRight: [at + STEP_S, value],
    ArrowUp: [at, textOf(rounded(milli + top / STEP_PART, top), measure)],
    ArrowDown: [at, textOf(Math.max(0, rounded(milli - top / STEP_PART, top)), measure)],
    Delete: undefined,
    Backspace: undefined,
  };
  if (!(event.key in to)) return;
  event.preventDefault();
  event.stopPropagation();
  const point = to[event.key];
  if (point || points.length > 1) change(withPoint(points, index, point));
}

/** The points as numbers, for those who do not drag. */
function PointsTable({
  points,
  row,
  untilS,
  onChange,
}: {
  readonly points: Points;
  readonly row: LoadRow;
  readonly untilS: number;
  readonly onChange: (points: Points) => void;
}) {
  const t = useWords();
  const add = (): void => {
    const last = points.at(-1);
    onChange(withPoint(points, undefined, [last ? last[0] + Math.max(STEP_S, Math.round(untilS / 10)) : 0, last?.[1] ?? textOf(0, row.measure)]));
  };
  return (
    <details className={styles.points}>
      <summary>
        {t('load.points')} ({points.length})
      </summary>
      <p>{t('load.curve.draw')}</p>
      <ol>
        {points.map(([at, value], i) => (
          <li key={i}>
            <input
              className={controls.field}
              inputMode="numeric"
              aria-label={t('load.points.at', { n: i + 1 })}
              defaultValue={at}
              key={`${i}-${at}`}
              onBlur={(event) => onChange(withPoint(points, i, [Number(event.target.value) || 0, value]))}
            />
            <span aria-hidden>s</span>
            <input
              className={controls.field}
              aria-label={t('load.points.value', { n: i + 1 })}
              aria-invalid={milliOf(value) === undefined}
              value={String(value)}
              onChange={(event) => onChange(points.map((point, j) => (j === i ? [at, event.target.value] : point)))}
            />
            <IconButton
              label={t('load.points.remove', { n: i + 1 })}
              aria-disabled={points.length < 2}
              onClick={() => points.length > 1 && onChange(withPoint(points, i, undefined))}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <Button onClick={add}>
        <Plus aria-hidden />
        {t('load.point.add')}
      </Button>
    </details>
  );
}
