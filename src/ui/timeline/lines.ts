import type { Point } from '../../app/series.ts';
import type { WordKey } from '../../i18n/words.ts';

export type SeriesName = 'available' | 'desired' | 'min' | 'max' | 'endpoints' | 'recommended' | 'stabilized' | 'limits' | 'metric' | 'target';

/** A line of the chart: what it shows, and how it is drawn. */
export interface Line {
  readonly series: SeriesName;
  readonly pick: (point: Point) => number | undefined;
  /** A custom property of the theme. */
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly width: number;
  /** On the metric's own scale, in percent of its target. */
  readonly metric?: true;
}

/** In the order in which they are painted. */
export const LINES: readonly Line[] = [
  { series: 'desired', pick: ({ desired }) => desired, colour: '--text-muted', dash: [1, 3], width: 1 },
  { series: 'min', pick: ({ min }) => min, colour: '--danger', dash: [5, 4], width: 1.25 },
  { series: 'max', pick: ({ max }) => max, colour: '--text-muted', dash: [5, 4], width: 1.25 },
  { series: 'endpoints', pick: ({ endpoints }) => endpoints, colour: '--success', dash: [8, 3], width: 1.5 },
  { series: 'limits', pick: ({ limits }) => limits?.max, colour: '--warning', dash: [2, 5], width: 1 },
  { series: 'limits', pick: ({ limits }) => limits?.min, colour: '--warning', dash: [2, 5], width: 1 },
  { series: 'recommended', pick: ({ recommended }) => recommended, colour: '--warning', dash: [3, 2], width: 1.25 },
  { series: 'stabilized', pick: ({ stabilized }) => stabilized, colour: '--warning', width: 1.25 },
  { series: 'metric', pick: ({ metric }) => metric, colour: '--service', width: 1.5, metric: true },
  { series: 'target', pick: ({ metric }) => (metric === undefined ? undefined : 100), colour: '--service', dash: [2, 4], width: 1, metric: true },
];

export const SERIES: readonly SeriesName[] = ['available', 'desired', 'min', 'max', 'endpoints', 'metric', 'target', 'recommended', 'stabilized', 'limits'];

type Words = {
  (key: 'series.limits.value', values: { readonly min: number; readonly max: number }): string;
  (key: 'series.metric.value', values: { readonly name: string; readonly current: string; readonly target: string }): string;
  (key: 'series.metric.percent', values: { readonly n: number }): string;
};

export const nameOfSeries = (series: SeriesName): Extract<WordKey, `series.${SeriesName}`> => `series.${series}`;

/** What a series says at a point, as a reader sees it; undefined where it says nothing. */
export function valueOfSeries(series: SeriesName, point: Point, t: Words): string | undefined {
  const { metric, reading, limits } = point;
  switch (series) {
    case 'available':
      return String(point.available.reduce((sum, count) => sum + count, 0));
    case 'limits':
      return limits && t('series.limits.value', limits);
    case 'metric':
      return reading ? t('series.metric.value', reading) : metric === undefined ? undefined : t('series.metric.percent', { n: metric });
    case 'target':
      return metric === undefined ? undefined : (reading?.target ?? '100%');
    default: {
      const value = point[series];
      return value === undefined ? undefined : String(value);
    }
  }
}

/** The series that a workload has at all. */
export function seriesOf(points: readonly Point[]): readonly SeriesName[] {
  const found = new Set<SeriesName>(['available']);
  for (const point of points) for (const { series, pick } of LINES) if (!found.has(series) && pick(point) !== undefined) found.add(series);
  return SERIES.filter((series) => found.has(series));
}

/** How a series' line looks, for legends. */
export function lineOf(series: SeriesName): Line | undefined {
  return LINES.find((line) => line.series === series);
}
