import { freshId } from './ids.ts';
import { playhead } from './playhead.ts';
import { branchOf, changeBranch, currentBranch } from './session.ts';

/** A frame that a person wants to find again. It belongs to its branch, and to those that begin after it. */
export interface Bookmark {
  readonly id: string;
  readonly position: number;
  readonly name: string;
}

const NAME_MAX = 80;

/** The bookmark at the playhead's frame, or undefined. */
export function bookmarkHere(): Bookmark | undefined {
  const { position } = playhead.getState();
  return currentBranch().bookmarks.find((bookmark) => bookmark.position === position);
}

/** Sets a bookmark at a frame of the current branch, or names the one that is there. Nothing happens without a name. */
export function setBookmark(position: number, name: string): void {
  const trimmed = name.trim().slice(0, NAME_MAX);
  const { id: branch } = currentBranch();
  if (!trimmed) return;
  changeBranch(branch, ({ bookmarks }) => {
    const there = bookmarks.find((bookmark) => bookmark.position === position);
    const next: Bookmark = { id: there?.id ?? freshId(), position, name: trimmed };
    return { bookmarks: [...bookmarks.filter((bookmark) => bookmark !== there), next].sort((a, b) => a.position - b.position) };
  });
}

/** Forgets a bookmark. Returns how to take that back; undefined where there is none such. */
export function removeBookmark(id: string): (() => void) | undefined {
  const { id: branch, bookmarks } = currentBranch();
  const gone = bookmarks.find((bookmark) => bookmark.id === id);
  if (!gone) return undefined;
  changeBranch(branch, (now) => ({ bookmarks: now.bookmarks.filter((bookmark) => bookmark.id !== id) }));
  return () => {
    const now = branchOf(branch)?.bookmarks ?? [];
    if (now.some((bookmark) => bookmark.id === id)) return;
    changeBranch(branch, () => ({ bookmarks: [...now, gone].sort((a, b) => a.position - b.position) }));
  };
}
