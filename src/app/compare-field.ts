import type { Problem } from '../worker/protocol.ts';
import { compareWith } from './compare.ts';
import { request } from './engine.ts';
import { freshId } from './ids.ts';
import { type Applied, type FieldPath, withField, withValue } from './manifest-fields.ts';
import { currentBranch, newBranch, session } from './session.ts';

/** What the API server says to a manifest with another value, where it was first applied; nothing where it takes it. Rejects where the engine does not answer. */
export async function verdictOn({ ref, command, file }: Applied, path: FieldPath, value: unknown): Promise<readonly Problem[]> {
  const { id, tape, outputs } = currentBranch();
  const first = tape.commands[command];
  if (first?.action.do !== 'kubectl') return [];
  const text = first.action.files?.[file] ?? '';
  const typed = tape.commands.slice(0, command).filter(({ action }) => action.do === 'kubectl').length;
  const place = { branch: id, position: Math.max(0, (outputs[typed]?.seq ?? 1) - 1), atMs: first.at };
  const [now, before] = await Promise.all([withValue(text, ref, path, value), text].map((one) => request('check', { ...place, files: { [file]: one } })));
  // What was wrong with the file before is not this value's fault.
  const known = new Set(before?.problems.map(({ message }) => message));
  return (now?.problems ?? []).filter(({ severity, message }) => severity === 'error' && !known.has(message));
}

/** Begins a branch on which a manifest had another value from the start, and puts it beside the current one. Rejects where the engine does not answer. */
export async function compareWithField({ ref }: Applied, path: FieldPath, value: unknown, name: string): Promise<void> {
  const current = currentBranch();
  const branch = newBranch(freshId(), name, withField(current.tape, ref, path, value), { parent: { id: current.id, position: 0 } });
  session.setState((state) => ({ branches: [...state.branches, branch] }));
  await compareWith(branch.id);
}
