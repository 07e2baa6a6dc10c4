import { createStore } from 'zustand/vanilla';
import type { LanguageCode } from '../i18n/words.ts';

export type Lens = 'owners' | 'both' | 'nodes';
export type StepSize = 'decision' | 'instant' | 'command';
/** How the timeline spreads frames: by virtual time, evenly, or a mix in which decisions of one instant can still be told apart. */
export type ChartScale = 'mixed' | 'time' | 'decisions';

export interface Preferences {
  readonly language: LanguageCode;
  readonly theme: 'system' | 'light' | 'dark';
  readonly motion: 'system' | 'reduced' | 'full';
  /** Virtual seconds a second, or `even`: each decision takes the same time. */
  readonly speed: number | 'even';
  readonly step: StepSize;
  readonly lens: Lens;
  readonly scale: ChartScale;
  /** While playing, a wait in which nothing happens is shortened. */
  readonly shortenWaits: boolean;
  /** What of the chart is left out, by the names of its series. */
  readonly hiddenSeries: readonly string[];
  /** Requests are seen on their way from Services to Pods. */
  readonly requests: boolean;
}

export const SPEEDS: readonly (number | 'even')[] = [0.25, 0.5, 1, 2, 4, 10, 60, 'even'];

/** The one that was chosen, or the browser's: a script has written it onto the document before anything was loaded. */
const firstLanguage = (): LanguageCode => (typeof document !== 'undefined' && document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en');

/** What the reader likes. Kept in the browser. */
export const preferences = createStore<Preferences>(() => ({
  language: firstLanguage(),
  theme: 'system',
  motion: 'system',
  speed: 1,
  step: 'decision',
  lens: 'both',
  scale: 'mixed',
  shortenWaits: true,
  hiddenSeries: [],
  requests: true,
}));

const matches = (query: string): boolean => typeof matchMedia === 'function' && matchMedia(query).matches;

export function isDark(state: Preferences = preferences.getState()): boolean {
  return state.theme === 'system' ? matches('(prefers-color-scheme: dark)') : state.theme === 'dark';
}

/** Whether travel is to be left out: states are shown, motion is not. */
export function isMotionReduced(state: Preferences = preferences.getState()): boolean {
  return state.motion === 'system' ? matches('(prefers-reduced-motion: reduce)') : state.motion === 'reduced';
}

/** Writes theme and motion onto <html>, now and whenever they change. */
export function reflectPreferences(root: HTMLElement): () => void {
  const write = (): void => {
    const state = preferences.getState();
    root.dataset['theme'] = isDark(state) ? 'dark' : 'light';
    root.dataset['motion'] = isMotionReduced(state) ? 'reduced' : 'full';
  };
  write();
  const queries = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', write);
  const stop = preferences.subscribe(write);
  return () => {
    stop();
    for (const query of queries) query.removeEventListener('change', write);
  };
}
