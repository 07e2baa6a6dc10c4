import type { Branch } from '../../app/session.ts';

/** The text of each file as it was applied last before a frame, from the tape of a branch. What was refused does not count. */
export function appliedTexts({ tape, outputs }: Pick<Branch, 'tape' | 'outputs'>, position: number, timeMs: number): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { after, at, action } of tape.commands) {
    if (action.do !== 'kubectl' || !action.files) continue;
    if (after === undefined ? at > timeMs : after >= position) continue;
    if (!/\b(apply|create|replace)\b/.test(action.line)) continue;
    if (outputs.some((output) => output.line === action.line && output.at === at && output.code !== undefined && output.code !== 0)) continue;
    for (const [name, text] of Object.entries(action.files)) if (names(action.line, name)) texts.set(name, text);
  }
  return texts;
}

/** Whether a command line takes a file: by its name, or as one of a folder. */
function names(line: string, name: string): boolean {
  return line.split(/[\s='",]+/).some((word) => word === name || word === `./${name}` || word === '.' || word === './');
}
