import { type Layout, layout } from '../app/layout.ts';
import { NARROW } from './useMedia.ts';

export type PaneName = 'editor' | 'console' | 'inspector';

/** Whether a pane can be seen now. */
export function isPaneOpen(pane: PaneName, state: Layout = layout.getState()): boolean {
  if (matchMedia(NARROW).matches) return state.sheet === pane;
  return pane === 'console' ? state.editor && state.console : state[pane];
}

export function setPane(pane: PaneName, open: boolean): void {
  if (matchMedia(NARROW).matches) layout.setState({ sheet: open ? pane : undefined });
  else if (pane === 'console' && open) layout.setState({ console: true, editor: true });
  else layout.setState({ [pane]: open });
}

export function togglePane(pane: PaneName): void {
  setPane(pane, !isPaneOpen(pane));
}

const FOCUSABLE = 'textarea, input, [contenteditable="true"], .native-edit-context, [role="tab"][aria-selected="true"], button';

/**
 * Opens a pane and puts the keyboard into it: where the pane says (`data-focus`), or at its first field. A pane that is loaded
 * only now is waited for.
 */
export function focusPane(pane: PaneName): void {
  setPane(pane, true);
  let tries = 40;
  const attempt = (): void => {
    const root = document.querySelector(`[data-pane="${pane}"]`);
    const target = root?.querySelector<HTMLElement>('[data-focus]') ?? root?.querySelector<HTMLElement>(FOCUSABLE);
    if (target) target.focus();
    else if (tries-- > 0) setTimeout(attempt, 50);
  };
  requestAnimationFrame(attempt);
}
