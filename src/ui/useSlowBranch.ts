import { useEffect, useState } from 'react';
import { type Branch, currentBranch, session } from '../app/session.ts';

/** While entries stream in, what is derived of a whole branch is looked at so often, in ms. */
const GROWTH_MS = 200;

/** The current branch, for what is dear to derive or draw: at once when another one is shown or it comes to rest, else every `GROWTH_MS`. */
export function useSlowBranch(): Branch {
  const [shown, setShown] = useState(() => currentBranch());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = currentBranch();
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      last = currentBranch();
      setShown(last);
    };
    const listen = (): void => {
      const now = currentBranch();
      if (now === last) return;
      if (now.log !== last.log || !now.busy || last.length === 0) show();
      else timer ??= setTimeout(show, GROWTH_MS);
    };
    show();
    const stop = session.subscribe(listen);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return shown;
}
