import type { Advance, KubectlContext, KubectlResult, StreamState } from '../contract.ts';
import { verbAt } from '../verbs/registry.ts';
import { Call, type Inside } from './call.ts';
import { flagsOf, prepare, resolve } from './dispatch.ts';
import { describeError } from './failure.ts';
import { parseFlags } from './flags.ts';
import type { Verb } from './verb.ts';

/** The exit code of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** The words of a command after `kubectl`, kept with a stream so that its flags can be read again. */
export interface CommandStream extends StreamState {
  readonly words: readonly string[];
  readonly path: string;
  /** The verb's own state. */
  readonly state: StreamState;
}

/** What a command printed, and the program in a container that it ends in. */
type Ran<Result> = Result & { readonly inside?: Inside };

function result(call: Call, stream: StreamState | undefined): Ran<KubectlResult> {
  return {
    stdout: call.stdout,
    stderr: call.stderr,
    code: call.code,
    ...(stream ? { stream } : {}),
    ...(call.newNamespace === undefined ? {} : { namespace: call.newNamespace }),
    ...(call.opens ? { opens: call.opens } : {}),
    ...(call.enters ? { enters: call.enters } : {}),
    ...(call.inside ? { inside: call.inside } : {}),
  };
}

function streamOf(words: readonly string[], verb: Verb, state: StreamState): CommandStream {
  return { verb: 'kubectl', words, path: verb.path, state, ...(state.wakeAtMs === undefined ? {} : { wakeAtMs: state.wakeAtMs }) };
}

/** Runs the words after `kubectl`. */
export function runWords(words: readonly string[], line: string, context: KubectlContext): Ran<KubectlResult> {
  let call: Call | undefined;
  try {
    const prepared = prepare(words, line, context);
    if ('help' in prepared)
      return { ...(prepared.onErrors ? { stdout: '', stderr: prepared.help } : { stdout: prepared.help, stderr: '' }), code: prepared.code };
    ({ call } = prepared);
    const state = call.verb.run?.(call.traced());
    return result(call, state ? streamOf(words, call.verb, state) : undefined);
  } catch (error) {
    const { text, code } = describeError(error);
    return { stdout: call?.stdout ?? '', stderr: (call?.stderr ?? '') + text, code };
  }
}

function callOf(stream: CommandStream, context: KubectlContext): Call {
  const verb = verbAt(stream.path) as Verb;
  const { rest } = resolve(stream.words) as { rest: readonly string[] };
  return new Call(context, verb, parseFlags(flagsOf(verb), rest, verb.path, verb.interspersed ?? true), '').traced();
}

/** Carries on a command of `runWords`. */
export function advanceWords(stream: CommandStream, context: KubectlContext): Ran<Advance> {
  const call = callOf(stream, context);
  try {
    const state = call.verb.advance?.(stream.state, call);
    const printed = { stdout: call.stdout, stderr: call.stderr };
    if (!state) return { ...printed, code: call.code, ...(call.inside ? { inside: call.inside } : {}) };
    return { ...printed, stream: state === stream.state ? stream : streamOf(stream.words, call.verb, state) };
  } catch (error) {
    const { text, code } = describeError(error);
    return { stdout: call.stdout, stderr: call.stderr + text, code };
  }
}

/** Ends a command as Ctrl-C does. */
export function interruptWords(stream: CommandStream, context: KubectlContext | undefined): Advance {
  if (!context) return { stdout: '', stderr: '', code: INTERRUPTED };
  const call = callOf(stream, context);
  call.verb.interrupt?.(stream.state, call);
  return { stdout: call.stdout, stderr: call.stderr, code: INTERRUPTED };
}

/** Whether the words after `kubectl` only read. What cannot be read as a command changes nothing either. */
export function wordsOnlyRead(words: readonly string[], context: KubectlContext, unclear = true): boolean {
  try {
    const prepared = prepare(words, '', context);
    if ('help' in prepared) return true;
    const { call } = prepared;
    const { writes } = call.verb;
    if (!writes || call.dryRun !== 'none') return true;
    return typeof writes === 'function' ? !writes(call) : false;
  } catch {
    return unclear;
  }
}
