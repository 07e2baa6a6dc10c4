import { type RefObject, useLayoutEffect, useRef } from 'react';

/** The tile that had the focus when the layer that it stood in went away. */
export type CarriedFocus = RefObject<string | undefined>;

/**
 * Keeps the keyboard on a tile when tiles that were elements are painted, or the other way round: the layer that goes leaves the id of
 * its tile behind, and the one that comes is asked to `take` it.
 */
export function useCarriedFocus(layer: RefObject<HTMLElement | null>, carriedRef: CarriedFocus, take: (tileId: string) => void): void {
  const takes = useRef(take);
  useLayoutEffect(() => {
    takes.current = take;
  });
  useLayoutEffect(() => {
    const element = layer.current;
    const left = carriedRef.current;
    carriedRef.current = undefined;
    if (left !== undefined) takes.current(left);
    return () => {
      const focused = document.activeElement;
      if (focused instanceof HTMLElement && element?.contains(focused)) carriedRef.current = focused.dataset['tile'];
    };
  }, [layer, carriedRef]);
}
