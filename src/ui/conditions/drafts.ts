import { createStore } from 'zustand/vanilla';
import { type Behaviour, imagesAt, loadAt } from '../../app/conditions.ts';
import { type LoadRow, loadOf, problemsOf, rowsOf } from '../../app/load-rows.ts';
import { currentFrame } from '../../app/world.ts';
import type { Action } from '../../worker/protocol.ts';

export type ConditionsTab = 'images' | 'load';

/** A field of the form: what was typed, which may be no number yet. */
export type Typed = Readonly<Record<'start-delay' | 'ready-delay' | 'stop-delay' | 'crash-after' | 'fault', string>>;
export const DELAYS = ['start-delay', 'ready-delay', 'stop-delay'] as const;
export const SECONDS_MAX = 86_400;

interface Draft {
  /** How many fields cannot be read. */
  readonly problems: number;
  /** What setting it comes to; undefined where nothing differs from the frame. */
  readonly action: Extract<Action, { do: 'images' | 'load' }> | undefined;
}

export interface Drafts {
  readonly tab: ConditionsTab;
  readonly touched: Readonly<Record<ConditionsTab, boolean>>;
  /** What was typed, by image; an image that is not in it is as at the frame. */
  readonly typed: Readonly<Record<string, Typed>>;
  /** Undefined where nothing was changed. */
  readonly rows: readonly LoadRow[] | undefined;
  readonly images: Draft;
  readonly load: Draft;
}

const NOTHING: Draft = { problems: 0, action: undefined };

/** What was filled in and not set yet: it outlives the dialog, so that closing it by mistake loses nothing. */
export const drafts = createStore<Drafts>(() => ({
  tab: 'images',
  touched: { images: false, load: false },
  typed: {},
  rows: undefined,
  images: NOTHING,
  load: NOTHING,
}));

/** The fields of a behaviour. Without one of its own an image is as `*` says, and `*` as the kubelet's stand-in by default. */
export function typedOf(behaviour: Behaviour, fallback: Behaviour): Typed {
  const all = { 'start-delay': 1, 'ready-delay': 1, 'stop-delay': 1, 'crash-after': 1, fault: null, ...fallback, ...behaviour };
  return {
    'start-delay': String(all['start-delay']),
    'ready-delay': String(all['ready-delay']),
    'stop-delay': String(all['stop-delay']),
    'crash-after': String(all['crash-after']),
    fault: all.fault ?? '',
  };
}

export const isSeconds = (text: string): boolean => /^\s*\d+\s*$/.test(text) && Number(text) <= SECONDS_MAX;

/** The fields of a row that are no number of seconds. */
export function wrongFields(typed: Typed): readonly string[] {
  return [...DELAYS, ...(typed.fault === 'CrashLoop' ? (['crash-after'] as const) : [])].filter((field) => !isSeconds(typed[field]));
}

function behaviourOf(typed: Typed): Behaviour {
  return {
    'start-delay': Number(typed['start-delay']),
    'ready-delay': Number(typed['ready-delay']),
    'stop-delay': Number(typed['stop-delay']),
    fault: (typed.fault || null) as NonNullable<Behaviour['fault']> | null,
    ...(typed.fault === 'CrashLoop' ? { 'crash-after': Number(typed['crash-after']) } : {}),
  };
}

export function typeImages(typed: Readonly<Record<string, Typed>>): void {
  const problems = Object.values(typed).reduce((sum, one) => sum + wrongFields(one).length, 0);
  const images = Object.fromEntries(Object.entries(typed).map(([image, one]) => [image, behaviourOf(one)]));
  const touched = Object.keys(typed).length > 0;
  drafts.setState((state) => ({
    typed,
    touched: { ...state.touched, images: touched },
    images: { problems, action: touched ? { do: 'images', images } : undefined },
  }));
}

export function typeLoad(rows: readonly LoadRow[]): void {
  const problems = rows.reduce((sum, row) => sum + problemsOf(row).length, 0);
  const load = problems ? {} : (loadOf(rows) as Readonly<Record<string, unknown>>);
  drafts.setState((state) => ({ rows, touched: { ...state.touched, load: true }, load: { problems, action: { do: 'load', load } } }));
}

export function forgetDrafts(tab: ConditionsTab): void {
  drafts.setState((state) => ({ touched: { ...state.touched, [tab]: false }, [tab]: NOTHING, ...(tab === 'images' ? { typed: {} } : { rows: undefined }) }));
}

/** The rows as they stand in the form: what was typed, or else the load at the frame. */
export const rowsNow = (): readonly LoadRow[] => drafts.getState().rows ?? rowsOf(loadAt(currentFrame().world));
export const imagesNow = (): ReturnType<typeof imagesAt> => imagesAt(currentFrame().world);
