import { type Direction, toBookmark, toLowest, toUnavailable } from '../../app/jumps.ts';
import { chartedWorkload } from '../../app/chart.ts';
import { notify } from '../../app/notices.ts';
import { currentBranch } from '../../app/session.ts';
import { showDialog } from '../shell.ts';
import { t } from '../words.ts';

const say = (text: string): void => void notify({ severity: 'info', text, topic: 'jump' });

/** Jumps as a person does them: where there is nowhere to go, it is said. */
export function jumpToUnavailable(direction: Direction): void {
  if (!toUnavailable(direction)) say(t('jump.unavailable.none'));
}
export function jumpToLowest(): void {
  if (!toLowest(chartedWorkload())) say(t('jump.lowest.none'));
}
export function jumpToBookmark(direction: Direction): void {
  if (!toBookmark(direction)) say(t('bookmark.none'));
}
export function askForBookmark(): void {
  if (currentBranch().length) showDialog('bookmark');
}

/** The keys of jumps and bookmarks; with Shift the other way. True where the key was one of them. */
export function handleJump({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
  const direction = shiftKey ? -1 : 1;
  switch (key.toLowerCase()) {
    case 'b':
      askForBookmark();
      return true;
    case 'n':
      jumpToBookmark(direction);
      return true;
    case 'u':
      jumpToUnavailable(direction);
      return true;
    case 'v':
      jumpToLowest();
      return true;
    default:
      return false;
  }
}
