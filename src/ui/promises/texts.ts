import { kindOf } from '../../app/kinds.ts';
import type { Translate } from '../../i18n/words.ts';
import type { Break, InvariantPoint } from '../../kube/invariant-fold.ts';
import { type Invariant, type Reading, subjectOf } from '../../kube/invariants.ts';
import type { Varied } from '../../worker/protocol.ts';
import { seconds } from '../words.ts';

/** `Deployment web`; with its namespace where that is another than `default`. */
export function subjectName(table: string, key: string): string {
  return `${kindOf(table)} ${key.replace(/^default\//, '')}`;
}

/** What is promised, in words. */
export function promiseText(invariant: Invariant, t: Translate): string {
  const { table, key } = subjectOf(invariant);
  const what = subjectName(table, key);
  switch (invariant.rule) {
    case 'available':
      return t('promise.available', { what, n: invariant.atLeast });
    case 'pods':
      return t('promise.pods', { what, n: invariant.atMost });
    case 'requests':
      return t('promise.requests', { what });
    case 'budget':
      return t('promise.budget', { what });
  }
}

/** The numbers of a moment. */
export function readingText({ rule }: Invariant, { found, bound, nobody }: Reading, t: Translate): string {
  if (rule !== 'requests') return t(`promise.found.${rule}`, { found, bound });
  return nobody ? t('promise.found.requests.nobody') : found ? t('promise.found.requests', { found }) : t('promise.found.requests.none');
}

/** How a promise stands at a moment, with the numbers. */
export function stateText(invariant: Invariant, { state, reading }: InvariantPoint, t: Translate): string {
  const word = t(`promise.state.${state}`);
  return reading ? `${word}: ${readingText(invariant, reading, t)}` : word;
}

/** Where a promise is broken, and how badly. */
export function breakText(invariant: Invariant, { start, end, worst }: Break, t: Translate): string {
  const where = end
    ? t('promise.span', { from: start.position, to: end.position, start: seconds(start.atMs), end: seconds(end.atMs) })
    : t('promise.span.open', { from: start.position, start: seconds(start.atMs) });
  return worst.reading ? `${where}: ${readingText(invariant, worst.reading, t)}` : where;
}

function oneVaried(varied: Varied, t: Translate): string {
  if (varied.what === 'chance') return t('search.varied.chance', { seed: varied.seed });
  if (varied.what === 'load') return t('search.varied.load', { n: varied.percent });
  if (varied.what === 'node') return t(`search.varied.${varied.act}`, { node: varied.node, at: varied.atMs / 1000, n: varied.seconds });
  const image = varied.image === '*' ? t('search.varied.all') : varied.image;
  if (varied.what === 'delay') return t(`search.varied.${varied.delay}`, { image, n: varied.seconds });
  return t(`search.varied.${varied.fault}`, { image });
}

/** What a run has otherwise than what happened; empty where nothing. */
export function variedText(varied: readonly Varied[], t: Translate): string {
  return varied.map((one) => oneVaried(one, t)).reduce((a, b) => (a ? t('search.varied.and', { a, b }) : b), '');
}
