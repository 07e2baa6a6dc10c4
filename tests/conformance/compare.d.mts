import type { Trace, TraceOutput } from '../../src/scenario/trace.ts';

export interface Second {
  readonly state: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  readonly open: boolean;
}
export function align(expected: Trace, actual: Trace): Trace;
export function perSecond(trace: Trace, end: number): readonly Second[];
export function sameState(expected: unknown, actual: unknown): boolean;
export function sameEvents(expected: readonly string[], actual: readonly string[], open: boolean): boolean;
export function sameOutput(expected: TraceOutput, actual: TraceOutput | undefined): boolean;
