import type { Advance, KubectlContext, KubectlResult, StreamState } from './contract.ts';
import { advanceLine, interruptLine, isReadOnlyLine, runLine } from './shell/run.ts';
import { completeLine } from './complete.ts';

export type { Advance, KubectlContext, KubectlResult, StreamState } from './contract.ts';

/**
 * Carries a line out, with or without the word `kubectl`, and returns what a terminal would show. Never throws for what is typed:
 * what is wrong with it is on the error stream, in kubectl's words, with its exit code.
 */
export function kubectl(line: string, context: KubectlContext): KubectlResult {
  return runLine(line, context);
}

/** Carries on a command that has not ended: call it after things changed, and when virtual time has come to `wakeAtMs`. */
export function advance(stream: StreamState, context: KubectlContext): Advance {
  return advanceLine(stream, context);
}

/** Ctrl-C: what is still printed, and the exit code of an interrupted program. */
export function interrupt(stream: StreamState, context?: KubectlContext): Advance {
  return interruptLine(stream, context);
}

/** Whether a line cannot change the cluster, whatever becomes of it. */
export function isReadOnly(line: string): boolean {
  return isReadOnlyLine(line);
}

/** What Tab offers at the end of a half-typed line: candidates, and the index in the line from which they replace it. */
export function complete(line: string, context: KubectlContext): { readonly candidates: readonly string[]; readonly from: number } {
  return completeLine(line, context);
}
