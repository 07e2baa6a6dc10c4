import { createStore } from 'zustand/vanilla';
import { type ObjectRef, select } from '../../app/selection.ts';
import type { Scene } from '../../scene/types.ts';
import type { CommandTarget } from './commands.ts';

/** The object whose menu was asked for last, and where on the screen it is to open. The canvas opens it. */
export const menuRequest = createStore<{
  readonly asked?: { readonly ref: ObjectRef; readonly x: number; readonly y: number; readonly from: HTMLElement | undefined };
}>(() => ({}));

/** Opens an object's menu below an element; without one, in the middle of the page. */
export function openMenu(ref: ObjectRef, below?: Element | null): void {
  const box = below?.getBoundingClientRect();
  select(ref);
  const from = below instanceof HTMLElement ? below : undefined;
  menuRequest.setState({ asked: { ref, from, x: box ? box.left + Math.min(box.width / 2, 40) : innerWidth / 2, y: box ? box.bottom : innerHeight / 3 } });
}

/** Where an object stands on the canvas, to open its menu at. */
export function elementOf(ref: ObjectRef): Element | null {
  const focused = document.activeElement?.closest('[data-card], [data-tile]');
  return focused ?? document.querySelector(ref.table === 'pods' ? '[data-tile][aria-pressed=true]' : '[data-card][aria-pressed=true]');
}

/** An object of a scene with what a menu has to know of it; one that has no place there can be deleted, at least. */
export function menuTarget(scene: Scene, ref: ObjectRef): CommandTarget {
  const tile = ref.table === 'pods' ? scene.tiles.find(({ pod }) => pod.key === ref.key) : undefined;
  const card = scene.cards.find((each) => each.ref?.table === ref.table && each.ref.key === ref.key);
  return { ref, facts: tile?.pod ?? card?.facts ?? { kind: 'others', items: [] } };
}

/** A finger that rests for so long, in ms, asks for the menu. Browsers on phones do not all say so themselves. */
const LONG_PRESS_MS = 550;
const FINGER_TREMBLE_PX = 10;

/** Watches a finger that was put down: calls `pressed` where it rests. */
export function watchLongPress(down: PointerEvent, pressed: () => void): void {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
    // The click that would follow belongs to the press, and would close what it opens.
    addEventListener('touchend', (event) => event.preventDefault(), { once: true, passive: false, capture: true });
    pressed();
  }, LONG_PRESS_MS);
  const end = (): void => {
    clearTimeout(timer);
    stop.abort();
  };
  const { signal } = stop;
  for (const type of ['pointerup', 'pointercancel', 'contextmenu'] as const) addEventListener(type, end, { signal, capture: true });
  addEventListener(
    'pointermove',
    (move: PointerEvent) => {
      if (Math.hypot(move.clientX - down.clientX, move.clientY - down.clientY) > FINGER_TREMBLE_PX) end();
    },
    { signal, capture: true },
  );
}
