import { createStore } from 'zustand/vanilla';
import { check } from '../../app/actions.ts';
import { files } from '../../app/files.ts';
import { playhead } from '../../app/playhead.ts';
import { problems } from '../../app/problems.ts';
import { session } from '../../app/session.ts';

/** A pause in typing, and in playing, after which the API server is asked. */
const PAUSE_MS = 350;

/** Whether the verdict in `problems` is about what stands in the editor now. */
export const verdict = createStore<{ readonly state: 'none' | 'checking' | 'known' }>(() => ({ state: 'none' }));

/** Asks the API server about the manifests (a dry run) whenever they, or the frame at rest, have changed. Returns how to stop. */
export function keepChecked(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const ask = async (): Promise<void> => {
    timer = undefined;
    const { engine } = session.getState();
    if (engine !== 'ready' || playhead.getState().playing) return;
    const mine = ++asked;
    if (files.getState().files.every(({ text }) => text.trim() === '')) {
      problems.setState({ list: [], applied: false });
      verdict.setState({ state: 'none' });
      return;
    }
    try {
      const list = await check();
      if (mine !== asked) return;
      problems.setState((state) => ({ list, applied: state.applied && JSON.stringify(state.list) === JSON.stringify(list) }));
      verdict.setState({ state: 'known' });
    } catch {
      // The worker died, or there is no timeline yet: when it is there, the session changes and this is asked again.
      if (mine === asked) verdict.setState({ state: 'none' });
    }
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  };
  const stops = [
    files.subscribe((state, before) => {
      if (state.files === before.files) return;
      verdict.setState({ state: 'checking' });
      soon();
    }),
    playhead.subscribe((state, before) => {
      if (!state.playing && (before.playing || state.position !== before.position)) soon();
    }),
    session.subscribe((state, before) => {
      if (state.engine !== before.engine || state.current !== before.current || (before.branches.length === 0 && state.branches.length > 0)) soon();
    }),
  ];
  soon();
  return () => {
    clearTimeout(timer);
    asked++;
    for (const stop of stops) stop();
  };
}
