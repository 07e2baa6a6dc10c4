import { createStore } from 'zustand/vanilla';

/** How much of the canvas' foot notices take, in CSS pixels; 0 where there are none, or where they stand elsewhere. */
export const noticeRoom = createStore(() => ({ heightPx: 0 }));
