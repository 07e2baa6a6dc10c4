import type { Advance, KubectlContext, KubectlResult, StreamState } from '../contract.ts';
import { splitLine } from '../core/parse.ts';
import { type CommandStream, advanceWords, interruptWords, runWords, wordsOnlyRead } from '../core/run.ts';

const words = (line: string): readonly string[] => {
  const all = splitLine(line).flatMap((word) => ('text' in word ? [word.text] : []));
  return all[0] === 'kubectl' ? all.slice(1) : all;
};

export function runLine(line: string, context: KubectlContext): KubectlResult {
  return runWords(words(line), line, context);
}
export function advanceLine(stream: StreamState, context: KubectlContext): Advance {
  return advanceWords(stream as CommandStream, context);
}
export function interruptLine(stream: StreamState, context: KubectlContext | undefined): Advance {
  return interruptWords(stream as CommandStream, context);
}
export function isReadOnlyLine(line: string): boolean {
  return wordsOnlyRead(words(line), {} as KubectlContext);
}
