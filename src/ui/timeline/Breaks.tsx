import { CircleX } from 'lucide-react';
import { memo } from 'react';
import type { Axis } from '../../app/axis.ts';
import { type BrokenPromise, brokenOn, pointHere, promises, seekMoment } from '../../app/promises.ts';
import { currentBranch } from '../../app/session.ts';
import type { Translate } from '../../i18n/words.ts';
import type { Log } from '../../timeline/log.ts';
import { breakText, promiseText, readingText } from '../promises/texts.ts';
import { usePromiseList } from '../promises/usePromises.ts';
import { useWords } from '../words.ts';
import styles from './Timeline.module.css';

/** Marks nearer to each other than this are one. */
const MARK_WIDTH = 26;
const BAND_WIDTH_MIN = 3;
const BANDS_MAX = 300;

interface BreaksProps {
  readonly log: Log;
  readonly length: number;
  readonly axis: Axis;
  readonly xOf: (unit: number) => number;
  readonly width: number;
}

interface Band {
  readonly from: number;
  readonly to: number;
}
interface Mark {
  readonly x: number;
  readonly broken: BrokenPromise[];
}

/** Where promises are broken: hatched bands over the chart, and a cross at the beginning of each that leads to it. */
export const Breaks = memo(function Breaks({ log, length, axis, xOf, width }: BreaksProps) {
  const t = useWords();
  const list = usePromiseList();
  const branch = currentBranch();
  if (!list.length || branch.log !== log || !length) return null;
  const broken = brokenOn(branch, list).filter(({ span }) => span.start.position <= length);
  const placed = broken.map((one) => ({ one, ...bandOf(one, axis, length, xOf) })).filter(({ from, to }) => to >= 0 && from <= width);
  return (
    <>
      <div className={styles.bands} aria-hidden>
        {merged(placed).map(({ from, to }) => (
          <div key={from} className={styles.band} style={{ left: from, width: Math.max(BAND_WIDTH_MIN, to - from) }} data-testid="broken-band" />
        ))}
      </div>
      {marksOf(placed).map(({ x, broken: here }) => {
        const text = markText(here, t);
        const first = here[0] as BrokenPromise;
        return (
          <button
            key={`${first.promise.id}/${first.span.start.position}/${first.span.start.atMs}`}
            type="button"
            className={styles.breakButton}
            style={{ left: Math.min(width - 12, Math.max(12, x)) }}
            title={text}
            aria-label={text}
            onClick={() => seekMoment(first.span.start)}
          >
            <CircleX aria-hidden />
          </button>
        );
      })}
    </>
  );
});

function bandOf({ span: { start, end } }: BrokenPromise, axis: Axis, length: number, xOf: (unit: number) => number): Band {
  const xAt = ({ position, atMs }: { readonly position: number; readonly atMs: number }): number =>
    xOf(position >= length ? axis.unitOf(length) : axis.unitOfTime(position, atMs));
  return { from: xAt(start), to: end ? xAt(end) : xOf(1) };
}

/** Bands that lie on each other are one; where there are very many, so are those that nearly touch. */
function merged(bands: readonly Band[]): readonly Band[] {
  const all: { from: number; to: number }[] = [];
  const near = bands.length > BANDS_MAX ? BAND_WIDTH_MIN : 0;
  for (const { from, to } of bands.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to + near) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

function marksOf(placed: readonly (Band & { readonly one: BrokenPromise })[]): readonly Mark[] {
  const marks: Mark[] = [];
  for (const { one, from } of placed.toSorted((a, b) => a.from - b.from)) {
    const last = marks.at(-1);
    if (last && from - last.x < MARK_WIDTH) last.broken.push(one);
    else marks.push({ x: from, broken: [one] });
  }
  return marks;
}

function markText(broken: readonly BrokenPromise[], t: Translate): string {
  const [first] = broken;
  if (!first) return '';
  const { promise, span } = first;
  if (broken.length === 1) return t('promise.mark', { promise: promiseText(promise.invariant, t), span: breakText(promise.invariant, span, t) });
  const texts = [...new Set(broken.map((one) => promiseText(one.promise.invariant, t)))].join('; ');
  return t('promise.mark.many', { n: broken.length, from: span.start.position, promises: texts });
}

/** What is broken where the playhead stands, at the end of the slider's value; empty where nothing is. */
export function brokenHere(t: Translate): string {
  const broken = promises.getState().list.flatMap(({ invariant }) => {
    const { state, reading } = pointHere(invariant);
    return state === 'broken' && reading ? [`${promiseText(invariant, t)} (${readingText(invariant, reading, t)})`] : [];
  });
  return broken.length ? t('promise.value', { promises: broken.join('; ') }) : '';
}
