import { createStore } from 'zustand/vanilla';
import { type Behaviour, imagesAt } from '../../app/conditions.ts';
import type { Promised } from '../../app/promises.ts';
import { type SearchWish, lastActMs, placeOf } from '../../app/search.ts';
import { currentBranch } from '../../app/session.ts';
import { currentFrame } from '../../app/world.ts';
import { type FaultKind, SEARCH_LIMITS, type Variations } from '../../worker/protocol.ts';
import { DELAYS, typedOf } from '../conditions/drafts.ts';
import { showDialog } from '../shell.ts';

export const FAULTS = ['NeverReady', 'CrashLoop', 'ImagePull'] as const satisfies readonly FaultKind[];
export type From = 'here' | 'command' | 'start';

/** What an image may do: for each delay from where to where, as typed; and faults. */
export interface ImageWish {
  readonly image: string;
  readonly delays: Readonly<Record<(typeof DELAYS)[number], readonly [min: string, max: string]>>;
  readonly faults: readonly FaultKind[];
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
}

export const searchForm = createStore<{ readonly form: SearchForm | undefined }>(() => ({ form: undefined }));

/** How much wider the delays are that vary at first, in seconds. */
const WIDER_S = 8;
const RUNS = 1_000;
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
  };
}

function wishOf(image: string, typed: Readonly<Record<(typeof DELAYS)[number], string>>, varies: boolean): ImageWish {
  const range = (delay: (typeof DELAYS)[number]): readonly [string, string] => {
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

/** The problems of the form by field: `seeds`, `ready-delay/nginx:1.24`. */
export type Problems = ReadonlyMap<string, 'seconds' | 'order' | 'count' | 'until'>;

const whole = (text: string): number => (/^\s*\d{1,12}\s*$/.test(text) ? Number(text) : Number.NaN);
const isWithin = (text: string, least: number, most: number): boolean => whole(text) >= least && whole(text) <= most;
export const UNTIL_MAX_S = SEARCH_LIMITS.untilMs / 1000;

export function problemsOf({ seeds, runs, untilSeconds, images }: SearchForm): Problems {
  const problems = new Map<string, 'seconds' | 'order' | 'count' | 'until'>();
  if (!isWithin(seeds, 1, SEARCH_LIMITS.seeds)) problems.set('seeds', 'count');
  if (!isWithin(runs, 1, SEARCH_LIMITS.runs)) problems.set('runs', 'count');
  if (!isWithin(untilSeconds, 1, UNTIL_MAX_S)) problems.set('until', 'until');
  for (const { image, delays } of images)
    for (const delay of DELAYS) {
      const [min, max] = delays[delay];
      if (!isWithin(min, 0, SEARCH_LIMITS.seconds) || !isWithin(max, 0, SEARCH_LIMITS.seconds)) problems.set(`${delay}/${image}`, 'seconds');
      else if (whole(min) > whole(max)) problems.set(`${delay}/${image}`, 'order');
    }
  return problems;
}

/** What the form allows to vary. Without problems only. */
export function variationsOf({ seeds, images }: SearchForm): Variations {
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
  };
}

/** How many different runs the form allows. */
export function totalOf(form: SearchForm): number {
  const { seeds, delays, faults } = variationsOf(form);
  return [seeds, ...delays.map(({ min, max }) => max - min + 1), ...faults.map((one) => one.faults.length + 1)].reduce((product, size) => product * size, 1);
}

export function wishOfForm(form: SearchForm, promise: Promised): SearchWish {
  const place = placeOf(form.from);
  return { promise, place, variations: variationsOf(form), untilMs: place.atMs + whole(form.untilSeconds) * 1000, runs: whole(form.runs) };
}
