import { IMAGES, type ImageRow } from '../cluster/node/behaviour.ts';
import { currentLoad } from '../cluster/metrics/load.ts';
import { type Load, scaleLoad } from '../kube/load.ts';
import { Random } from '../sim/random.ts';
import type { NodeAct, Outage } from './outages.ts';
import type { Session } from './session.ts';
import type { Action, ImageBehaviour } from './tape.ts';

export type Delay = 'start-delay' | 'ready-delay' | 'stop-delay';
export type FaultKind = NonNullable<ImageBehaviour['fault']>;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** What may happen to Nodes: to any of `nodes`, but to no more than `atMost` of them, and to each of these once. */
export interface NodeVariation {
  readonly nodes: readonly string[];
  /** One of these, the mildest first. */
  readonly acts: readonly NodeAct[];
  readonly atMost: number;
  /** So many whole seconds after the first whole second at the place; and for how many. */
  readonly start: Range;
  readonly length: Range;
}

/** What a search may vary, from its place on. */
export interface Variations {
  /** How many ways chance may fall: 1 leaves it as it is. */
  readonly seeds: number;
  /** Delays in whole seconds, from `min` to `max`, for an image (or `*`). */
  readonly delays: readonly ({ readonly image: string; readonly delay: Delay } & Range)[];
  /** Faults that an image may have, beside what it has. */
  readonly faults: readonly { readonly image: string; readonly faults: readonly FaultKind[] }[];
  /** Left out: nothing happens to Nodes. */
  readonly nodes?: NodeVariation;
  /** Up to how many per cent of what is set every load may be, now and whenever it is set later. Left out: 100. */
  readonly loadPercent?: number;
}

/** One thing that a run has otherwise than what happened. */
export type Varied =
  | { readonly what: 'chance'; readonly seed: number }
  | { readonly what: 'delay'; readonly image: string; readonly delay: Delay; readonly seconds: number }
  | { readonly what: 'fault'; readonly image: string; readonly fault: FaultKind }
  | ({ readonly what: 'node' } & Outage)
  | { readonly what: 'load'; readonly percent: number };

/**
 * One choice out of the variations: an index for each dimension (see `dimensionsOf`). All zero is the mildest. A delay may also be `AS_IS`:
 * then the run does not touch it.
 */
export type Choice = readonly number[];
export const AS_IS = -1;

type Dimension =
  | { readonly of: 'chance'; readonly size: number }
  | { readonly of: 'load'; readonly size: number }
  | { readonly of: 'delay'; readonly index: number; readonly size: number }
  | { readonly of: 'fault'; readonly index: number; readonly size: number }
  /** Of one Node to which something happens. Where `act` is 0, nothing does, and its others are 0 as well. */
  | { readonly of: 'node' | 'start' | 'length' | 'act'; readonly slot: number; readonly size: number };

const SLOT = ['node', 'start', 'length', 'act'] as const;
const spanOf = ({ min, max }: Range): number => max - min + 1;
const slotsOf = ({ nodes }: Variations): number => Math.min(nodes?.atMost ?? 0, nodes?.nodes.length ?? 0);
const loadsOf = ({ loadPercent = 100 }: Variations): number => Math.max(1, loadPercent - 99);

/** What a search varies: chance, each delay, each image's faults, then four numbers for each Node that something may happen to, and the load. */
export function dimensionsOf(variations: Variations): readonly Dimension[] {
  const { seeds, delays, faults, nodes } = variations;
  const ofSlot = nodes && { node: nodes.nodes.length, start: spanOf(nodes.start), length: spanOf(nodes.length), act: nodes.acts.length + 1 };
  return [
    { of: 'chance', size: Math.max(1, seeds) },
    ...delays.map((delay, index) => ({ of: 'delay' as const, index, size: spanOf(delay) })),
    ...faults.map((fault, index) => ({ of: 'fault' as const, index, size: fault.faults.length + 1 })),
    ...(ofSlot ? Array.from({ length: slotsOf(variations) }, (_, slot) => SLOT.map((of) => ({ of, slot, size: ofSlot[of] }))).flat() : []),
    ...(loadsOf(variations) > 1 ? [{ of: 'load' as const, size: loadsOf(variations) }] : []),
  ];
}

/** How many different runs there are. Which of two Nodes is named first makes no difference. */
export function runsOf(variations: Variations): number {
  const { nodes } = variations;
  const plain = dimensionsOf(variations).reduce((product, { of, size }) => (isOfSlot(of) ? product : product * size), 1);
  if (!nodes) return plain;
  const ways = nodes.acts.length * spanOf(nodes.start) * spanOf(nodes.length);
  let sum = 1;
  for (let k = 1, term = 1; k <= slotsOf(variations); k++) {
    term *= ((nodes.nodes.length - k + 1) / k) * ways;
    sum += term;
  }
  return Math.round(plain * sum);
}

const isOfSlot = (of: Dimension['of']): boolean => (SLOT as readonly string[]).includes(of);

/** Where there are fewer choices than `runs`, each is made once, the mildest first; otherwise the mildest, and then those that chance makes. */
export function* choices(variations: Variations, runs: number, seed: number): Generator<Choice, void, void> {
  const dimensions = dimensionsOf(variations);
  const plain = dimensions.filter(({ of }) => of !== 'load' && !isOfSlot(of)).map(({ size }) => size);
  const loads = loadsOf(variations) > 1 ? loadsOf(variations) : undefined;
  if (runsOf(variations) <= runs) {
    const total = plain.reduce((product, size) => product * size, 1);
    for (let load = 0; load < (loads ?? 1); load++)
      for (const slots of slotChoices(variations)) for (let i = 0; i < total; i++) yield [...nth(plain, i), ...slots, ...(loads === undefined ? [] : [load])];
    return;
  }
  const random = new Random(seed);
  const mildest = dimensions.map(() => 0);
  const seen = new Set([mildest.join()]);
  yield mildest;
  while (seen.size < runs) {
    const choice = [
      ...plain.map((size) => random.int('search', size)),
      ...drawSlots(variations, random),
      ...(loads === undefined ? [] : [random.int('search/load', loads)]),
    ];
    if (seen.has(choice.join())) continue;
    seen.add(choice.join());
    yield choice;
  }
}

function nth(sizes: readonly number[], index: number): Choice {
  let rest = index;
  return sizes.map((size) => {
    const value = rest % size;
    rest = Math.floor(rest / size);
    return value;
  });
}

/** Everything that may happen to Nodes, to the fewest first; the Nodes of one choice in the order of their list. */
function* slotChoices(variations: Variations): Generator<Choice, void, void> {
  const { nodes } = variations;
  const slots = slotsOf(variations);
  for (let many = 0; many <= slots; many++)
    for (const some of nodes ? happening(nodes, many, 0) : [[]]) yield [...some, ...Array.from({ length: (slots - many) * SLOT.length }, () => 0)];
}

function* happening(nodes: NodeVariation, many: number, from: number): Generator<Choice, void, void> {
  if (!many) {
    yield [];
    return;
  }
  const sizes = [spanOf(nodes.start), spanOf(nodes.length), nodes.acts.length];
  const ways = sizes.reduce((product, size) => product * size, 1);
  for (let node = from; node < nodes.nodes.length; node++)
    for (let i = 0; i < ways; i++) {
      const [start = 0, length = 0, act = 0] = nth(sizes, i);
      for (const rest of happening(nodes, many - 1, node + 1)) yield [node, start, length, act + 1, ...rest];
    }
}

/** First to how many Nodes: otherwise it would nearly always be to as many as are allowed. */
function drawSlots(variations: Variations, random: Random): Choice {
  const { nodes } = variations;
  const slots = slotsOf(variations);
  if (!nodes || !slots) return [];
  const draw = (bound: number): number => random.int('search/nodes', bound);
  const many = draw(slots + 1);
  const chosen = new Set<number>();
  while (chosen.size < many) chosen.add(draw(nodes.nodes.length));
  const some = [...chosen]
    .toSorted((a, b) => a - b)
    .flatMap((node) => [node, draw(spanOf(nodes.start)), draw(spanOf(nodes.length)), draw(nodes.acts.length) + 1]);
  return [...some, ...Array.from({ length: (slots - many) * SLOT.length }, () => 0)];
}

/** A choice with another index at a place. Of a Node to which nothing happens any more, nothing else is left. */
export function withIndex(dimensions: readonly Dimension[], choice: Choice, place: number, index: number): Choice {
  const dimension = dimensions[place];
  const emptied = dimension?.of === 'act' && index === 0 ? dimension.slot : undefined;
  return choice.map((old, i) => {
    if (i === place) return index;
    const other = dimensions[i] as Dimension;
    return emptied !== undefined && 'slot' in other && other.slot === emptied ? 0 : old;
  });
}

/** What a choice comes to, in words' terms; what stays as it is at the place is left out. */
export function variedBy(variations: Variations, choice: Choice, session: Session, atMs: number): readonly Varied[] {
  const { delays, faults, nodes } = variations;
  const slots: Partial<Record<(typeof SLOT)[number], number>>[] = [];
  const varied: Varied[] = [];
  dimensionsOf(variations).forEach((dimension, i) => {
    const index = choice[i] as number;
    if (dimension.of === 'chance') {
      if (index) varied.push({ what: 'chance', seed: index });
    } else if (dimension.of === 'load') {
      if (index) varied.push({ what: 'load', percent: 100 + index });
    } else if (dimension.of === 'delay') {
      const { image, delay, min } = delays[dimension.index] as Variations['delays'][number];
      if (index !== AS_IS && specOf(session, image)[delay] !== min + index) varied.push({ what: 'delay', image, delay, seconds: min + index });
    } else if (dimension.of === 'fault') {
      const { image, faults: kinds } = faults[dimension.index] as Variations['faults'][number];
      const fault = kinds[index - 1];
      if (fault && specOf(session, image).fault !== fault) varied.push({ what: 'fault', image, fault });
    } else if ('slot' in dimension) slots[dimension.slot] = { ...slots[dimension.slot], [dimension.of]: index };
  });
  for (const { node = 0, start = 0, length = 0, act = 0 } of slots) {
    const happens = nodes?.acts[act - 1];
    const name = nodes?.nodes[node];
    if (!nodes || !happens || name === undefined) continue;
    const beginsMs = (Math.ceil(atMs / 1000) + nodes.start.min + start) * 1000;
    varied.push({ what: 'node', act: happens, node: name, atMs: beginsMs, seconds: nodes.length.min + length });
  }
  return varied;
}

/** The index with which a dimension is left as it is; undefined where that is not allowed. */
export function asIs(variations: Variations, dimension: Dimension, session: Session): number | undefined {
  if (dimension.of !== 'delay') return isOfSlot(dimension.of) && dimension.of !== 'act' ? undefined : 0;
  const { image, delay, min, max } = variations.delays[dimension.index] as Variations['delays'][number];
  const own = specOf(session, image)[delay];
  // Where the image has no delay of its own, it takes that of `*`, which may vary too.
  if (own === undefined && image !== '*' && variations.delays.some((other) => other.image === '*' && other.delay === delay)) return undefined;
  const now = own ?? specOf(session, '*')[delay] ?? DEFAULT_DELAY_S;
  return now >= min && now <= max ? AS_IS : undefined;
}

const DEFAULT_DELAY_S = 1;

const specOf = ({ cluster }: Session, image: string): ImageBehaviour => (cluster.store.get(IMAGES, image) as ImageRow | undefined)?.spec ?? {};

/** Lets a session leave what happened, at a virtual time in ms. What happens to Nodes comes later: see `Outages`. */
export function vary(session: Session, varied: readonly Varied[], atMs: number): void {
  const acts: Action[] = [];
  const images: Record<string, ImageBehaviour> = {};
  for (const one of varied) {
    if (one.what === 'chance') acts.push({ do: 'chance', seed: one.seed });
    else if (one.what === 'delay' || one.what === 'fault') {
      const change = one.what === 'delay' ? { [one.delay]: one.seconds } : { fault: one.fault };
      images[one.image] = { ...(images[one.image] ?? specOf(session, one.image)), ...change };
    }
  }
  if (Object.keys(images).length) acts.push({ do: 'images', images });
  const raised = varied.find((one) => one.what === 'load');
  if (raised) {
    const raise = (load: Load): Action => ({ do: 'load', load: { ...scaleLoad(load, raised.percent) } });
    const load = currentLoad(session.cluster.store);
    session.changeWaiting((action) => (action.do === 'load' ? raise(action.load as Load) : action));
    if (Object.keys(load).length) acts.push(raise(load));
  }
  for (const act of acts) session.act(act, atMs);
}
