import type { Advance, KubectlContext, KubectlResult, StreamState } from '../contract.ts';
import { INTERRUPTED, wordsOnlyRead } from '../core/run.ts';
import { hasProgram } from '../network/programs.ts';
import { quoteWord, xargsOf } from './builtins.ts';
import { hasFilter } from './filters.ts';
import { Machine } from './machine.ts';
import { type Step, SyntaxProblem, parseScript, pipelinesOf } from './script.ts';
import type { ShellStream } from './stream.ts';
import { parseCommand } from './words.ts';

/** Runs a line, or several: commands, pipes, loops. */
export function runLine(line: string, context: KubectlContext): KubectlResult {
  let steps: readonly Step[];
  try {
    steps = parseScript(line);
  } catch (error) {
    if (error instanceof SyntaxProblem) return { stdout: '', stderr: `bash: ${error.message}\n`, code: 2 };
    throw error;
  }
  const machine = Machine.begin(steps, context);
  const stream = machine.go();
  return {
    stdout: machine.stdout,
    stderr: machine.stderr,
    code: stream ? 0 : machine.exitCode,
    ...(stream ? { stream } : {}),
    ...(machine.namespace === undefined ? {} : { namespace: machine.namespace }),
    ...(machine.opens ? { opens: machine.opens } : {}),
    ...(machine.enters ? { enters: machine.enters } : {}),
  };
}

export function advanceLine(stream: StreamState, context: KubectlContext): Advance {
  const machine = new Machine(context, stream as ShellStream);
  const next = machine.go();
  return { stdout: machine.stdout, stderr: machine.stderr, ...(next ? { stream: next } : { code: machine.exitCode }) };
}

export function interruptLine(stream: StreamState, context: KubectlContext | undefined): Advance {
  if (!context) return { stdout: '', stderr: '', code: INTERRUPTED };
  const machine = new Machine(context, stream as ShellStream);
  machine.stop();
  return { stdout: machine.stdout, stderr: machine.stderr, code: INTERRUPTED };
}

const HARMLESS = new Set(['', 'true', 'false', ':', 'echo', 'sleep', 'clear', 'cat', 'time']);

/** Programs that a line starts besides kubectl change nothing, but for requests in a loop, which are load. */
function onlyReads(steps: readonly Step[]): boolean {
  const loops = steps.some((step) => step.kind === 'while' && pipelinesOf([step]).some(([first]) => /^\s*(?:wget|curl)\b/.test(first?.text ?? '')));
  return !loops && pipelinesOf(steps).every((commands) => commands.every(({ text }) => textOnlyReads(text)));
}

const INNERMOST = /\$\(([^()]*)\)/;

function textOnlyReads(text: string): boolean {
  // What `$(…)` stands for is known only when it has run: any word does in its place.
  let plain = text;
  for (let inner = INNERMOST.exec(plain); inner; inner = INNERMOST.exec(plain)) {
    if (!isReadOnlyLine(inner[1] as string)) return false;
    plain = plain.replace(inner[0], 'word');
  }
  const { words } = parseCommand(plain);
  const [name = '', ...rest] = words;
  if (name === 'ssh') return false;
  if (name === 'watch') return isReadOnlyLine(rest.filter((word) => !word.startsWith('-') && !/^\d/.test(word)).join(' '));
  if (name === 'xargs') return textOnlyReads(xargsOf(rest).words.map(quoteWord).join(' '));
  if (name === 'time') return textOnlyReads(rest.join(' '));
  if (HARMLESS.has(name) || hasFilter(name) || hasProgram(name)) return true;
  return wordsOnlyRead(
    name === 'kubectl' || name === 'k' ? rest : words,
    { namespace: 'default', files: new Map() } as unknown as KubectlContext,
    !text.includes('$'),
  );
}

export function isReadOnlyLine(line: string): boolean {
  try {
    return onlyReads(parseScript(line));
  } catch (error) {
    if (error instanceof SyntaxProblem) return true;
    throw error;
  }
}
