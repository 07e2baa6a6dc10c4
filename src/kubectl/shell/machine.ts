import { EPOCH_MS } from '../../kube/time.ts';
import type { KubectlContext, KubectlResult, StreamState } from '../contract.ts';
import type { Inside } from '../core/call.ts';
import { type CommandStream, advanceWords, interruptWords, runWords } from '../core/run.ts';
import type { Printed } from '../network/programs.ts';
import { quoteWord } from './builtins.ts';
import { Commands, type Script } from './commands.ts';
import { type Command, type Step, SyntaxProblem, parseScript } from './script.ts';
import { type Frame, ROUND_MS, type Running, type ShellStream, type Watching } from './stream.ts';
import { substitute } from './substitute.ts';
import { type Parsed, parseCommand } from './words.ts';

const ROUNDS_AT_ONCE = 1000;

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', '/bin/sh', '/bin/bash', '/bin/ash']);

/** Filters that look at one line after the other. */
const LINE_FILTERS = new Set(['grep', 'egrep', 'awk', 'cut', 'cat', 'tr']);

/** Carries a script out until it ends or has to wait. */
export class Machine implements Script {
  stdout = '';
  stderr = '';
  private readonly commands: Commands;
  private frames: Frame[];
  private code: number;
  private variables: Record<string, string>;
  private running: Running | undefined;
  private watching: Watching | undefined;
  private sleepUntilMs: number | undefined;
  private readonly inside: Inside | undefined;

  constructor(context: KubectlContext, stream: ShellStream) {
    this.frames = [...stream.frames];
    this.code = stream.code;
    this.variables = { ...stream.variables };
    this.running = stream.running;
    this.watching = stream.watching;
    this.sleepUntilMs = stream.sleepUntilMs;
    this.inside = stream.inside;
    this.commands = new Commands(context, stream.inside, stream.loads, this);
  }

  static begin(steps: readonly Step[], context: KubectlContext): Machine {
    return new Machine(context, { verb: 'shell', frames: [{ steps, at: 0 }], code: 0, variables: {}, loads: [] });
  }

  /** A machine for what is to run in a container: a shell's line, or a program with its arguments. */
  private static within(inside: Inside, context: KubectlContext): Machine {
    const [program = '', ...args] = inside.words;
    const script = args.includes('-c') && SHELLS.has(program) ? (args[args.indexOf('-c') + 1] ?? '') : inside.words.map(quoteWord).join(' ');
    return new Machine(context, { verb: 'shell', frames: [{ steps: parseScript(script), at: 0 }], code: 0, variables: {}, loads: [], inside });
  }

  private get context(): KubectlContext {
    return this.commands.context;
  }

  /** The namespace that a command made the context's, if one did. */
  get namespace(): string | undefined {
    return this.commands.namespace;
  }

  /** What a command opens in the editor. */
  get opens(): KubectlResult['opens'] {
    return this.commands.opens;
  }
  /** The container in which the terminal is from now on. */
  get enters(): KubectlResult['enters'] {
    return this.commands.enters;
  }

  get exitCode(): number {
    return this.code;
  }

  /** Goes on as far as possible. Returns the state where something is still to come. */
  go(): ShellStream | undefined {
    for (let rounds = 0; rounds < ROUNDS_AT_ONCE; rounds++) {
      if (this.running && this.advanceRunning()) return this.state();
      if (this.watching && this.advanceWatching()) return this.state();
      if (this.sleepUntilMs !== undefined) {
        if (this.context.now < this.sleepUntilMs) return this.state();
        this.sleepUntilMs = undefined;
      }
      if (!this.frames.length) break;
      this.step();
    }
    if (!this.frames.length && !this.running && !this.watching && this.sleepUntilMs === undefined) {
      this.leave();
      return undefined;
    }
    return this.state();
  }

  /** Ctrl-C: everything ends. */
  stop(): void {
    if (this.running) {
      const { stream } = this.running;
      const last = stream.verb === 'shell' ? new Machine(this.context, stream as ShellStream).stopped() : interruptWords(stream as CommandStream, this.context);
      this.stdout += last.stdout;
      this.stderr += last.stderr;
    }
    this.commands.dropLoads();
    this.removePod();
  }

  private stopped(): Printed {
    this.stop();
    return { stdout: this.stdout, stderr: this.stderr, code: this.code };
  }

  /** The end of the script. Models how `kubectl exec` and `kubectl run` end with a program that they started. */
  private leave(): void {
    this.commands.dropLoads();
    this.removePod();
    if (!this.inside || !this.code) return;
    const { by, namespace, pod } = this.inside;
    this.stderr += by === 'exec' ? `command terminated with exit code ${this.code}\n` : `pod ${namespace}/${pod} terminated (Error)\n`;
  }

  /** Deletes the Pod of `kubectl run --rm`. */
  private removePod(): void {
    if (!this.inside?.remove) return;
    const { stdout, stderr } = runWords(['delete', 'pod', this.inside.pod, '--namespace', this.inside.namespace, '--wait=false'], '', this.context);
    this.stdout += stdout;
    this.stderr += stderr;
  }

  private state(): ShellStream {
    const wakes = [this.sleepUntilMs, this.running?.stream.wakeAtMs].filter((at): at is number => at !== undefined);
    return {
      verb: 'shell',
      frames: this.frames,
      code: this.code,
      variables: this.variables,
      loads: this.commands.loads,
      ...(this.inside ? { inside: this.inside } : {}),
      ...(this.running ? { running: this.running } : {}),
      ...(this.watching ? { watching: this.watching } : {}),
      ...(this.sleepUntilMs === undefined ? {} : { sleepUntilMs: this.sleepUntilMs }),
      ...(wakes.length ? { wakeAtMs: Math.min(...wakes) } : {}),
    };
  }

  private step(): void {
    const frame = this.frames.at(-1) as Frame;
    const step = frame.steps[frame.at];
    if (!step) {
      this.frames.pop();
      if (frame.loop) this.turn(frame.loop);
      return;
    }
    this.frames[this.frames.length - 1] = { ...frame, at: frame.at + 1 };
    if ((step.when === 'success' && this.code !== 0) || (step.when === 'failure' && this.code === 0)) return;
    if (step.kind === 'pipeline') this.pipeline(step.commands);
    else if (step.kind === 'while') this.frames.push({ steps: step.condition, at: 0, loop: { step, phase: 'condition', left: [] } });
    else this.nextWord(step, parseCommand(this.expand(step.words)).words);
  }

  /** A loop's part is over: what comes next of it. */
  private turn({ step, phase, left }: NonNullable<Frame['loop']>): void {
    if (step.kind === 'for') {
      this.nextWord(step, left);
      return;
    }
    if (phase === 'condition') {
      if ((this.code === 0) === step.until) {
        this.code = 0;
        return;
      }
      this.frames.push({ steps: step.body, at: 0, loop: { step, phase: 'body', left: [] } });
      return;
    }
    this.frames.push({ steps: step.condition, at: 0, loop: { step, phase: 'condition', left: [] } });
    this.pause(ROUND_MS, true);
  }

  private nextWord(step: Extract<Step, { kind: 'for' }>, words: readonly string[]): void {
    const [word, ...left] = words;
    if (word === undefined) return;
    this.variables[step.variable] = word;
    this.frames.push({ steps: step.body, at: 0, loop: { step, phase: 'body', left } });
  }

  /** Waits for virtual time; a loop that has slept since does not wait again. */
  pause(ms: number, atLeast = false): void {
    const until = this.context.now + ms;
    if (atLeast && this.sleepUntilMs !== undefined && this.sleepUntilMs > this.context.now) return;
    this.sleepUntilMs = until;
  }

  get looping(): boolean {
    return this.frames.some((frame) => frame.loop?.step.kind === 'while');
  }

  /** Variables and command substitutions of a text. */
  private expand(text: string): string {
    const substituted = substitute(text, (inner) => this.substituted(inner));
    return substituted
      .replaceAll('$?', String(this.code))
      .replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => (name in this.variables ? (this.variables[name] as string) : whole));
  }

  private substituted(script: string): string {
    const inner = Machine.begin(parseScript(script), this.context);
    inner.variables = { ...this.variables };
    inner.go();
    this.stderr += inner.stderr;
    return inner.stdout
      .trim()
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[|;&<>()"'`\\]/g, '\\$&');
  }

  private pipeline(commands: readonly Command[]): void {
    const [first, ...filters] = commands as readonly [Command, ...Command[]];
    const parsed = parseCommand(this.expand(first.text));
    const stdin = first.heredoc ?? (parsed.input === undefined ? this.context.stdin : this.context.files.get(parsed.input));
    if (parsed.input !== undefined && stdin === undefined) {
      this.stderr += `bash: ${parsed.input}: No such file or directory\n`;
      this.code = 1;
      return;
    }
    const result = this.commands.run(parsed, stdin);
    if ('stream' in result && result.stream) {
      this.running = { stream: result.stream, filters, held: '', parsed };
      this.passOn(result);
      return;
    }
    this.finish(result, filters, parsed);
  }

  /** What a command printed, through all filters, to where it belongs. */
  private finish(result: Printed, filters: readonly Command[], parsed: Parsed): void {
    let { stdout, code } = result;
    let last = parsed;
    if (parsed.errors === 'merge') stdout += result.stderr;
    else if (parsed.errors === 'print') this.stderr += result.stderr;
    for (const filter of filters) {
      last = parseCommand(this.expand(filter.text));
      const piece = this.commands.run(last, stdout, true);
      if (last.errors === 'print') this.stderr += piece.stderr;
      ({ stdout, code } = piece);
    }
    this.emit(stdout, last);
    this.code = code;
  }

  private emit(stdout: string, { output, append }: Parsed): void {
    if (output === undefined) this.stdout += stdout;
    else if (output !== '/dev/null') this.commands.writeFile(output, stdout, append);
  }

  /** `watch`: shows a command's output anew until Ctrl-C. */
  watch(watched: Omit<Watching, 'last'>): void {
    this.watching = { ...watched, last: '' };
  }

  /** Runs what a command starts in a container, after what the command itself printed. */
  enter(before: Printed, inside: Inside): KubectlResult {
    try {
      const machine = Machine.within(inside, this.context);
      const stream = machine.go();
      const printed = { stdout: before.stdout + machine.stdout, stderr: before.stderr + machine.stderr };
      return stream ? { ...printed, code: 0, stream } : { ...printed, code: machine.exitCode };
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return { stdout: before.stdout, stderr: `${before.stderr}sh: ${error.message}\n`, code: 2 };
    }
  }

  private carryOn(stream: StreamState): KubectlResult {
    if (stream.verb !== 'shell') {
      const next = advanceWords(stream as CommandStream, this.context);
      const printed: KubectlResult = { ...next, code: next.code ?? 0 };
      return next.inside ? this.enter(printed, next.inside) : printed;
    }
    const machine = new Machine(this.context, stream as ShellStream);
    const next = machine.go();
    return { stdout: machine.stdout, stderr: machine.stderr, code: next ? 0 : machine.exitCode, ...(next ? { stream: next } : {}) };
  }

  /** True while the watch goes on; what it shows is printed whenever it has changed. */
  private advanceWatching(): boolean {
    const { command, intervalMs, last } = this.watching as Watching;
    if (this.sleepUntilMs !== undefined && this.context.now < this.sleepUntilMs) return true;
    const inner = Machine.begin(parseScript(command), this.context);
    inner.go();
    const shown = inner.stdout + inner.stderr;
    const title = `Every ${(intervalMs / 1000).toFixed(1)}s: ${command}`;
    if (shown !== last)
      this.stdout += `${title}    ${new Date(EPOCH_MS + this.context.now).toUTCString()}\n\n${shown}${shown.endsWith('\n') || !shown ? '' : '\n'}\n`;
    this.watching = { command, intervalMs, last: shown };
    this.sleepUntilMs = this.context.now + intervalMs;
    return true;
  }

  /** True while the command goes on. */
  private advanceRunning(): boolean {
    const { stream, filters, parsed } = this.running as Running;
    const next = this.carryOn(stream);
    if (next.stream) {
      this.running = { ...(this.running as Running), stream: next.stream };
      this.passOn(next);
      return true;
    }
    const { held } = this.running as Running;
    this.running = undefined;
    this.finish({ stdout: held + next.stdout, stderr: next.stderr, code: next.code }, filters, parsed);
    return false;
  }

  /** What a command that goes on has printed so far: through filters that work line by line at once, for others kept. */
  private passOn(result: Printed): void {
    const running = this.running as Running;
    const { filters, parsed } = running;
    if (parsed.errors === 'print') this.stderr += result.stderr;
    const fresh = result.stdout + (parsed.errors === 'merge' ? result.stderr : '');
    const parsedFilters = filters.map((filter) => parseCommand(this.expand(filter.text)));
    if (!parsedFilters.every(({ words }) => LINE_FILTERS.has(words[0] ?? ''))) {
      this.running = { ...running, held: running.held + fresh };
      return;
    }
    const through = parsedFilters.reduce((text, filter) => (text ? this.commands.run(filter, text).stdout : ''), fresh);
    this.emit(through, parsedFilters.at(-1) ?? parsed);
  }
}
