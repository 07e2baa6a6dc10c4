import { useSyncExternalStore } from 'react';

/** Whether a media query matches now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Panes become sheets. */
export const NARROW = '(max-width: 900px)';

/** The header has room for what is needed most; the rest stands in a menu. */
export const SMALL = '(max-width: 480px)';
