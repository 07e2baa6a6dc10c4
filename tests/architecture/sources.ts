import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the project: its path from the root, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const BINARY = /\.(png|ico|ttf|woff2|gif|mp4|webm|gz|zip)$/;

/** Every file that git tracks, or would track. Where there is no git (an unpacked archive), there is nothing to tell tracked from built: an error says so. */
export function trackedFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  return list.split('\0').filter(Boolean);
}

export function readSource(path: string): Source {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The tracked text files whose path matches. A file that was deleted and not yet committed is left out. */
export function sources(matching: RegExp): readonly Source[] {
  return trackedFiles()
    .filter((path) => matching.test(path) && !BINARY.test(path))
    .flatMap((path) => {
      try {
        return [readSource(path)];
      } catch {
        return [];
      }
    });
}
