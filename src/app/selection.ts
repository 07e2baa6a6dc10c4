import { createStore } from 'zustand/vanilla';

/** An object of the cluster by its table and key: `pods` and `default/web-5c6b9d7f4-x2x9p`. */
export interface ObjectRef {
  readonly table: string;
  readonly key: string;
}

export interface SelectionState {
  readonly selected: ObjectRef | undefined;
  /** What the pointer or the keyboard's focus is over: it is marked wherever it is drawn. */
  readonly hovered: ObjectRef | undefined;
}

/** What the reader looks at. Written by `select` and `hover`; read with zustand's `useStore(selection, …)` or by subscription. */
export const selection = createStore<SelectionState>(() => ({ selected: undefined, hovered: undefined }));

export const sameRef = (a: ObjectRef | undefined, b: ObjectRef | undefined): boolean => a?.table === b?.table && a?.key === b?.key;

export function select(ref: ObjectRef | undefined): void {
  if (!sameRef(selection.getState().selected, ref)) selection.setState({ selected: ref });
}

export function hover(ref: ObjectRef | undefined): void {
  if (!sameRef(selection.getState().hovered, ref)) selection.setState({ hovered: ref });
}
