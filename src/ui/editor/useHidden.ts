import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * At which edges a row that scrolls sideways hides something: `''`, `'start'`, `'end'` or `'start end'`.
 * `content` is what the row shows: whenever it changes, the row is measured anew.
 */
export function useHidden(row: RefObject<HTMLElement | null>, content: unknown): string {
  const [hidden, setHidden] = useState('');
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return undefined;
    const measure = (): void => {
      const { scrollLeft, clientWidth, scrollWidth } = element;
      const edges = [...(scrollLeft > 1 ? ['start'] : []), ...(scrollLeft + clientWidth < scrollWidth - 1 ? ['end'] : [])];
      setHidden(edges.join(' '));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [row, content]);
  return hidden;
}
