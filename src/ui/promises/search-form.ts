import { createStore } from 'zustand/vanilla';
import { type Behaviour, imagesAt, loadAt } from '../../app/conditions.ts';
import type { Promised } from '../../app/promises.ts';
import { type SearchWish, lastActMs, placeOf } from '../../app/search.ts';
import { currentBranch } from '../../app/session.ts';
import { currentFrame } from '../../app/world.ts';
import { type FaultKind, type NodeAct, SEARCH_LIMITS, type Variations } from '../../worker/protocol.ts';
import { DELAYS, typedOf } from '../conditions/drafts.ts';
import { showDialog } from '../shell.ts';

export const FAULTS = ['NeverReady', 'CrashLoop', 'ImagePull'] as const satisfies readonly FaultKind[];
export type From = 'here' | 'command' | 'start';

export const NODE_ACTS = ['cordon', 'drain', 'down'] as const satisfies readonly NodeAct[];

export type Span = readonly [min: string, max: string];

/** What an image may do: for each delay from where to where, as typed; and faults. */
export interface ImageWish {
  readonly image: string;
  readonly delays: Readonly<Record<(typeof DELAYS)[number], Span>>;
  readonly faults: readonly FaultKind[];
}

/** What may happen to Nodes: nothing where no act is chosen. */
export interface NodesWish {
  readonly acts: readonly NodeAct[];
  /** One Node; empty for any of them. */
  readonly node: string;
  readonly atMost: string;
  readonly start: Span;
  readonly length: Span;
}

/** The form as it is filled in. It outlives the dialog, so that closing it by mistake loses nothing. */
export interface SearchForm {
  /** The log that it was filled in for. */
  readonly branch: string;
  readonly promise: string;
  readonly from: From;
  readonly seeds: string;
  readonly untilSeconds: string;
  readonly runs: string;
  readonly images: readonly ImageWish[];
  readonly nodes: NodesWish;
  readonly loadPercent: string;
}

export const searchForm = createStore<{ readonly form: SearchForm | undefined }>(() => ({ form: undefined }));

export const changeForm = (more: Partial<SearchForm>): void => searchForm.setState(({ form }) => ({ form: form && { ...form, ...more } }));

/** How much wider the delays are that vary at first, in seconds. */
const WIDER_S = 8;
const RUNS = 1_000;
/** A Node that is silent for less than 50 s stays ready: what lasts longer than that must be possible. */
const NODES: NodesWish = { acts: [], node: '', atMost: '1', start: ['0', '10'], length: ['10', '90'] };
const AFTER_LAST_ACT_MS = 60_000;

/** Opens the form for a promise. */
export function openSearch(promise: Promised): void {
  const branch = currentBranch().id;
  const { form } = searchForm.getState();
  searchForm.setState({ form: form?.branch === branch ? { ...form, promise: promise.id } : fresh(branch, promise) });
  showDialog('search');
}

/** Whether anything is to come after the frame on screen. */
export function hasFutureHere(): boolean {
  const { position, log } = currentFrame();
  const { atMs } = placeOf('here');
  return position < log.length || currentBranch().tape.commands.some(({ at }) => at > atMs);
}

function fresh(branch: string, promise: Promised): SearchForm {
  const from = hasFutureHere() ? 'here' : 'command';
  const { atMs } = placeOf(from);
  const { world, log } = currentFrame();
  const templates = imagesInTemplates(log.head);
  const known = imagesAt(log.head);
  const behaviours = new Map(imagesAt(world).map(({ image, behaviour }) => [image, behaviour]));
  const everything = behaviours.get('*') ?? {};
  const images = known
    .filter(({ image, used }) => used || image === '*')
    .map(({ image }) => wishOf(image, typedOf(behaviours.get(image) ?? {}, image === '*' ? {} : everything), templates.has(image)));
  return {
    branch,
    promise: promise.id,
    from,
    seeds: '1',
    untilSeconds: String(Math.ceil((Math.max(lastActMs(), atMs) + AFTER_LAST_ACT_MS - atMs) / 1000)),
    runs: String(RUNS),
    images: [...images.filter(({ image }) => image !== '*'), ...images.filter(({ image }) => image === '*')],
    nodes: NODES,
    loadPercent: '100',
  };
}

/** The Nodes of the frame on screen, by name. */
export const nodeNames = (): readonly string[] =>
  [...(currentFrame().world.get('nodes')?.keys() ?? [])].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** Whether a load is set, at the frame on screen or by an act of the branch. */
export function hasLoad(): boolean {
  return Object.keys(loadAt(currentFrame().world)).length > 0 || currentBranch().tape.commands.some(({ action }) => action.do === 'load');
}

function wishOf(image: string, typed: Readonly<Record<(typeof DELAYS)[number], string>>, varies: boolean): ImageWish {
  const range = (delay: (typeof DELAYS)[number]): Span => {
    const wider = varies && delay === 'ready-delay' ? String(Number(typed[delay]) + WIDER_S) : typed[delay];
    return [typed[delay], wider];
  };
  return { image, delays: { 'start-delay': range('start-delay'), 'ready-delay': range('ready-delay'), 'stop-delay': range('stop-delay') }, faults: [] };
}

/** The images that workloads ask for now: what a rollout brings. */
function imagesInTemplates(world: ReturnType<typeof currentFrame>['world']): ReadonlySet<string> {
  const templates = new Map<string, unknown>();
  for (const table of ['deployments', 'statefulsets', 'daemonsets', 'replicationcontrollers'])
    for (const [key, object] of world.get(table) ?? []) templates.set(`${table}/${key}`, object);
  const only = new Map([['deployments', templates]]);
  return new Set(imagesAt(only).flatMap(({ image, used }) => (used ? [image] : [])));
}

export type Problem = 'seconds' | 'least' | 'order' | 'count' | 'until' | 'percent';
/** The problems of the form by field: `seeds`, `ready-delay/nginx:1.24`, `nodes/start`. */
export type Problems = ReadonlyMap<string, Problem>;

const whole = (text: string): number => (/^\s*\d{1,12}\s*$/.test(text) ? Number(text) : Number.NaN);
const isWithin = (text: string, least: number, most: number): boolean => whole(text) >= least && whole(text) <= most;
export const UNTIL_MAX_S = SEARCH_LIMITS.untilMs / 1000;

export function problemsOf({ seeds, runs, untilSeconds, images, nodes, loadPercent }: SearchForm): Problems {
  const problems = new Map<string, Problem>();
  if (!isWithin(seeds, 1, SEARCH_LIMITS.seeds)) problems.set('seeds', 'count');
  if (!isWithin(runs, 1, SEARCH_LIMITS.runs)) problems.set('runs', 'count');
  if (!isWithin(untilSeconds, 1, UNTIL_MAX_S)) problems.set('until', 'until');
  if (!isWithin(loadPercent, 100, SEARCH_LIMITS.loadPercent)) problems.set('load', 'percent');
  const span = (name: string, [min, max]: Span, least = 0): void => {
    if (![min, max].every((text) => isWithin(text, least, SEARCH_LIMITS.seconds))) problems.set(name, least ? 'least' : 'seconds');
    else if (whole(min) > whole(max)) problems.set(name, 'order');
  };
  for (const { image, delays } of images) for (const delay of DELAYS) span(`${delay}/${image}`, delays[delay]);
  if (!nodes.acts.length) return problems;
  if (!nodes.node && !isWithin(nodes.atMost, 1, SEARCH_LIMITS.nodesAtOnce)) problems.set('atMost', 'count');
  span('nodes/start', nodes.start);
  span('nodes/length', nodes.length, 1);
  return problems;
}

/** What the form allows to vary. Without problems only. */
export function variationsOf({ seeds, images, nodes, loadPercent }: SearchForm): Variations {
  const behaviours = new Map<string, Behaviour>(imagesAt(currentFrame().world).map(({ image, behaviour }) => [image, behaviour]));
  const everything = behaviours.get('*') ?? {};
  return {
    seeds: whole(seeds),
    delays: images.flatMap(({ image, delays }) => {
      const now = typedOf(behaviours.get(image) ?? {}, image === '*' ? {} : everything);
      return DELAYS.flatMap((delay) => {
        const [min, max] = delays[delay].map(whole) as [number, number];
        return min === max && String(min) === now[delay] ? [] : [{ image, delay, min, max }];
      });
    }),
    faults: images.flatMap(({ image, faults }) => (faults.length ? [{ image, faults }] : [])),
    ...nodeVariation(nodes),
    ...(hasLoad() && whole(loadPercent) > 100 ? { loadPercent: whole(loadPercent) } : {}),
  };
}

function nodeVariation({ acts, node, atMost, start, length }: NodesWish): Pick<Variations, 'nodes'> {
  const all = nodeNames();
  const nodes = node ? all.filter((name) => name === node) : all;
  if (!acts.length || !nodes.length) return {};
  const range = ([min, max]: Span): { min: number; max: number } => ({ min: whole(min), max: whole(max) });
  return {
    nodes: {
      nodes,
      acts: NODE_ACTS.filter((act) => acts.includes(act)),
      atMost: node ? 1 : whole(atMost),
      start: range(start),
      length: range(length),
    },
  };
}

/** How many different runs the form allows: whatever else is chosen, something happens to none of the Nodes, to any one, to any two, and so on. */
export function totalOf(form: SearchForm): number {
  const { seeds, delays, faults, nodes, loadPercent = 100 } = variationsOf(form);
  const span = ({ min, max }: { readonly min: number; readonly max: number }): number => max - min + 1;
  const plain = [seeds, ...delays.map(span), ...faults.map((one) => one.faults.length + 1), loadPercent - 99].reduce((product, size) => product * size, 1);
  let ofNodes = 1;
  for (let many = 1, ways = 1; nodes && many <= Math.min(nodes.atMost, nodes.nodes.length); many++) {
    ways *= ((nodes.nodes.length - many + 1) / many) * nodes.acts.length * span(nodes.start) * span(nodes.length);
    ofNodes += ways;
  }
  return Math.round(plain * ofNodes);
}

export function wishOfForm(form: SearchForm, promise: Promised): SearchWish {
  const place = placeOf(form.from);
  return { promise, place, variations: variationsOf(form), untilMs: place.atMs + whole(form.untilSeconds) * 1000, runs: whole(form.runs) };
}
