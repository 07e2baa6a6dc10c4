import { useEffect } from 'react';
import { stopComparing } from '../app/compare.ts';
import { seek, seekEnd, step, toChangeOf, togglePlay } from '../app/player.ts';
import { preferences } from '../app/preferences.ts';
import { select, selection } from '../app/selection.ts';
import { layout } from '../app/layout.ts';
import { elementOf, openMenu } from './canvas/menu.ts';
import { apply } from './commands.ts';
import { changeField, goToParting, mainDifference, toggleCompare } from './compare/open.ts';
import { focusPane, togglePane } from './panes.ts';
import { handleJump } from './timeline/jump.ts';
import { jumpToBroken } from './promises/commands.ts';
import { dialogs, showDialog } from './shell.ts';

const TYPING = 'input, textarea, select, [contenteditable="true"], .monaco-editor, [role="textbox"]';
/** What uses arrows or Space itself. */
const ARROWS =
  '[role="tab"], [role="menu"], [role="menuitem"], [role="menuitemradio"], [role="separator"], [role="listbox"]:not([data-tiles-list]), [role="grid"], [role="dialog"], select';
const SPACE = 'button, a[href], summary, [role="button"], [role="option"], [role="checkbox"], [role="dialog"]';

const withModifier = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;

/** The keys of the page, wherever the keyboard is but in a text. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || !handle(event)) return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** True where the key was one of the page's. */
function handle(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  if (withModifier(event) && event.key.toLowerCase() === 'k') {
    showDialog(dialogs.getState().open === 'palette' ? undefined : 'palette');
    return true;
  }
  if (withModifier(event) && event.key.toLowerCase() === 's') {
    if (!event.defaultPrevented) apply();
    return true;
  }
  if (event.defaultPrevented || withModifier(event) || target.closest(TYPING)) return false;
  return handleTransport(event, target) || handleLetter(event, target);
}

function handleTransport(event: KeyboardEvent, target: Element): boolean {
  if (event.key === ' ') {
    if (target.closest(SPACE)) return false;
    togglePlay();
    return true;
  }
  if (target.closest(ARROWS)) return false;
  switch (event.key) {
    case 'ArrowRight':
    case 'ArrowLeft':
      step(event.key === 'ArrowRight' ? 1 : -1, event.altKey ? 'command' : event.shiftKey ? 'instant' : preferences.getState().step);
      return true;
    case 'Home':
      seek(0);
      return true;
    case 'End':
      seekEnd();
      return true;
    default:
      return false;
  }
}

function handleLetter(event: KeyboardEvent, target: Element): boolean {
  if (event.altKey || target.closest('[role="dialog"]')) return false;
  const { selected } = selection.getState();
  switch (event.key.toLowerCase()) {
    case '/':
      focusPane('console');
      return true;
    case '1':
      preferences.setState({ lens: 'owners' });
      return true;
    case '2':
      preferences.setState({ lens: 'both' });
      return true;
    case '3':
      preferences.setState({ lens: 'nodes' });
      return true;
    case 'e':
      focusPane('editor');
      return true;
    case 'i':
      togglePane('inspector');
      return true;
    case 'l':
      showDialog('conditions');
      return true;
    case 'm':
      if (!selected) return false;
      openMenu(selected, elementOf(selected));
      return true;
    case 'x':
      jumpToBroken(event.shiftKey ? -1 : 1);
      return true;
    case 'c':
      if (event.shiftKey) changeField();
      else toggleCompare();
      return true;
    case 'd': {
      const parting = mainDifference();
      if (parting) goToParting(parting);
      return parting !== undefined;
    }
    case '?':
      showDialog('keys');
      return true;
    case '[':
      return selected !== undefined && toChangeOf(selected, -1);
    case ']':
      return selected !== undefined && toChangeOf(selected, 1);
    case 'escape':
      if (layout.getState().sheet) layout.setState({ sheet: undefined });
      else if (selected) select(undefined);
      else stopComparing();
      return true;
    default:
      return handleJump(event);
  }
}
