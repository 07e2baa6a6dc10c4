import type { CommandOutput, Tape } from '../worker/protocol.ts';
import type { Bookmark } from './bookmarks.ts';
import type { EditorFile } from './files.ts';
import type { Promised } from './promises.ts';

/** A branch as it is kept: what it is derived from, not what was derived. */
export interface KeptBranch {
  readonly id: string;
  readonly name: string;
  readonly parent?: { readonly id: string; readonly position: number };
  readonly tape: Tape;
  readonly reads: readonly CommandOutput[];
  /** Left out where there are none. */
  readonly bookmarks?: readonly Bookmark[];
}

/** Everything that a person made in one playground: the files, the branches, and where they stood. */
export interface Workspace {
  readonly version: 1;
  readonly id: string;
  /** The example it began with. */
  readonly example: string;
  /** Milliseconds since 1970, of the last change. */
  readonly changedAt: number;
  readonly files: readonly EditorFile[];
  readonly active: string;
  readonly branches: readonly KeptBranch[];
  readonly current: string;
  readonly position: number;
  /** What must hold. Not there in what was kept before it could be said. */
  readonly promises?: readonly Promised[];
  /** The branch that the current one is compared with. */
  readonly compared?: string;
}

/** Upgrades a workspace of one older version to the next: `steps[n]` makes n + 1 of n. None exist before version 1. */
type Upgrade = (kept: Readonly<Record<string, unknown>>) => Record<string, unknown>;
const CURRENT_VERSION = 1;
const UPGRADES: Readonly<Record<number, Upgrade>> = {};

/** Why something kept cannot be read: `newer` was written by a later release of the page, `damaged` is not a workspace. */
export type Unreadable = 'newer' | 'damaged';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads what was kept, upgraded step by step. */
export function readWorkspace(text: string, upgrades: typeof UPGRADES = UPGRADES): Workspace | Unreadable {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  while (isRecord(kept) && typeof kept['version'] === 'number' && kept['version'] < CURRENT_VERSION) {
    const upgrade = upgrades[kept['version']];
    if (!upgrade) return 'damaged';
    kept = upgrade(kept);
  }
  if (!isRecord(kept) || typeof kept['version'] !== 'number') return 'damaged';
  if (kept['version'] > CURRENT_VERSION) return 'newer';
  return isWorkspace(kept) ? kept : 'damaged';
}

function isWorkspace(kept: Record<string, unknown>): kept is Record<string, unknown> & Workspace {
  const { files, branches, id, current, position, active } = kept;
  return (
    typeof id === 'string' &&
    typeof current === 'string' &&
    typeof position === 'number' &&
    typeof active === 'string' &&
    Array.isArray(files) &&
    files.every((file) => isRecord(file) && typeof file['name'] === 'string' && typeof file['text'] === 'string' && Array.isArray(file['past'])) &&
    Array.isArray(branches) &&
    branches.length > 0 &&
    branches.every(
      (branch) =>
        isRecord(branch) &&
        typeof branch['id'] === 'string' &&
        typeof branch['name'] === 'string' &&
        isRecord(branch['tape']) &&
        Array.isArray(branch['tape']['commands']) &&
        branch['tape']['commands'].every(isCommand) &&
        Array.isArray(branch['reads']) &&
        branch['reads'].every((read) => isRecord(read) && typeof read['line'] === 'string' && Array.isArray(read['pieces'])) &&
        (branch['bookmarks'] === undefined || isBookmarks(branch['bookmarks'])),
    ) &&
    branches.some((branch) => isRecord(branch) && branch['id'] === current)
  );
}

/** As much of a command as the page reads itself; the rest is for the engine to judge, which may be asked for a newer tape's. */
function isCommand(kept: unknown): boolean {
  return isRecord(kept) && typeof kept['at'] === 'number' && isRecord(kept['action']) && typeof kept['action']['do'] === 'string';
}

function isBookmarks(kept: unknown): boolean {
  return (
    Array.isArray(kept) &&
    kept.every((one) => isRecord(one) && typeof one['id'] === 'string' && typeof one['name'] === 'string' && Number.isInteger(one['position']))
  );
}
