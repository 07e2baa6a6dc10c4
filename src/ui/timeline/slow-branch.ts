import { useEffect, useMemo, useState } from 'react';
import { comparison, otherBranch } from '../../app/comparison.ts';
import { type Branch, session } from '../../app/session.ts';
import { type Beside, besideOf } from './beside.ts';

/** While entries stream in, the chart grows so often, in ms. */
const GROWTH_MS = 200;

/** A branch, for what is dear to draw: at once when another one is shown or it has come to rest, else every `GROWTH_MS`. */
export function useSlowBranch(find: () => Branch | undefined): Branch | undefined {
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

/** What stands beside the current branch, as slowly. `shown` is the chart's workload: its table and key. */
export function useBeside(branch: Branch, shown: string | undefined): Beside | undefined {
  const other = useSlowBranch(otherBranch);
  return useMemo(() => besideOf(branch, other, shown), [branch, other, shown]);
}
