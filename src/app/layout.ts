import { createStore } from 'zustand/vanilla';

export type InspectorTab = 'why' | 'describe' | 'yaml' | 'events';
/** What covers the canvas on a narrow screen. */
export type Sheet = 'editor' | 'console' | 'inspector' | undefined;

export interface Layout {
  /** Panel id to its share of its group in percent, by the group's id; as react-resizable-panels reports it. */
  readonly sizes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly editor: boolean;
  readonly inspector: boolean;
  readonly console: boolean;
  /** The inspector made room for a comparison, and comes back after it. */
  readonly madeRoom: boolean;
  readonly tab: InspectorTab;
  readonly sheet: Sheet;
  /** Counts how often the panes were put back to where they were at first. */
  readonly reset: number;
}

/** The page's panes: which are open, how large they are. Kept in the browser. */
export const layout = createStore<Layout>(() => ({
  sizes: {},
  editor: true,
  inspector: true,
  console: true,
  madeRoom: false,
  tab: 'why',
  sheet: undefined,
  reset: 0,
}));

export function rememberSizes(group: string, sizes: Readonly<Record<string, number>>): void {
  layout.setState((state) => ({ sizes: { ...state.sizes, [group]: sizes } }));
}

export function showTab(tab: InspectorTab): void {
  layout.setState({ tab, inspector: true });
}
