import { useEffect, useState } from 'react';
import { comparison } from '../app/comparison.ts';
import { type Branch, session } from '../app/session.ts';

/** While entries stream in, what is derived of a whole branch is looked at so often, in ms. */
const GROWTH_MS = 200;

/** A branch, for what is dear to derive or draw: at once when `find` gives another one or it comes to rest, else every `GROWTH_MS`. */
export function useSlowBranch<B extends Branch | undefined>(find: () => B): B {
  const [shown, setShown] = useState(find);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = find();
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      last = find();
      setShown(last);
    };
    const listen = (): void => {
      const now = find();
      if (now === last) return;
      if (now?.log !== last?.log || !now?.busy || last?.length === 0) show();
      else timer ??= setTimeout(show, GROWTH_MS);
    };
    show();
    const stops = [session.subscribe(listen), comparison.subscribe(listen)];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(timer);
    };
  }, [find]);
  return shown;
}
