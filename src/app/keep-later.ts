import type { Action, CommandOutput, Place, Tape, TapeCommand } from '../worker/protocol.ts';
import { openBranch } from './engine.ts';
import { freshId } from './ids.ts';
import { branchOf, forkedBranch, session } from './session.ts';

/**
 * The commands of a tape before a place, and those after it: what a person did at a later frame is then done at its time, since entries have
 * other numbers after another act. `outputs` tells which commands had been carried out at the place: those whose entry is at
 * `place.position` or before.
 */
export function splitAt(
  tape: Tape,
  place: Pick<Place, 'position' | 'atMs'>,
  outputs: readonly CommandOutput[],
): { readonly before: readonly TapeCommand[]; readonly later: readonly TapeCommand[] } {
  let typed = -1;
  const isBefore = (command: TapeCommand): boolean => {
    const output = command.action.do === 'kubectl' ? outputs[++typed] : undefined;
    if (output) return output.seq <= place.position;
    return command.after === undefined ? command.at < place.atMs : command.after < place.position;
  };
  const marked = tape.commands.map((command) => ({ command, before: isBefore(command) }));
  const before = marked.filter((one) => one.before).map(({ command }) => command);
  const later = marked.filter((one) => !one.before).map(({ command: { at, action: act } }): TapeCommand => ({ at: Math.max(at, place.atMs), action: act }));
  return { before, later };
}

/** A tape with an act put in at a place, and everything that was to happen later kept. */
export function withActAt(tape: Tape, place: Pick<Place, 'position' | 'atMs'>, action: Action, outputs: readonly CommandOutput[]): Tape {
  const { before, later } = splitAt(tape, place, outputs);
  return { ...tape, commands: [...before, { after: place.position, at: place.atMs, action }, ...later] };
}

/** Acts at a place, on a branch of its own on which everything happens again that was to come. Rejects where the engine does not answer. */
export async function actBefore(place: Place, action: Action, name: string): Promise<void> {
  const parent = branchOf(place.branch);
  if (!parent) throw new Error('there is no timeline yet');
  const branch = forkedBranch(freshId(), name, withActAt(parent.tape, place, action, parent.outputs), parent, place.position);
  session.setState((state) => ({ branches: [...state.branches, branch], current: branch.id }));
  await openBranch(branch.id);
}
