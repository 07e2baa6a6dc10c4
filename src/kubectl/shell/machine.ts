import type { LoadSource } from '../../kube/load.ts';
import { EPOCH_MS } from '../../kube/time.ts';
import type { KubectlContext, KubectlResult, StreamState } from '../contract.ts';
import { type CommandStream, advanceWords, interruptWords, runWords } from '../core/run.ts';
import { parseDuration } from '../core/flags.ts';
import { hasProgram, runProgram } from '../network/programs.ts';
import { hasFilter, runFilter } from './filters.ts';
import { addLoad, removeLoad, serviceOfUrl } from './load.ts';
import { type Command, type Step, parseScript } from './script.ts';
import { type Parsed, parseCommand } from './words.ts';

/** A list of steps that is being carried out, and how far it has come. A loop has its own frame. */
interface Frame {
  readonly steps: readonly Step[];
  readonly at: number;
  readonly loop?: { readonly step: Extract<Step, { kind: 'while' | 'for' }>; readonly phase: 'condition' | 'body'; readonly left: readonly string[] };
}

/** The command that goes on, with the filters behind it. */
interface Running {
  readonly stream: StreamState;
  readonly filters: readonly Command[];
  /** What waits for a filter that needs all of its input. */
  readonly held: string;
  readonly parsed: Parsed;
}

interface Watching {
  readonly command: string;
  readonly intervalMs: number;
  readonly last: string;
}

/** A script in the middle of its work: plain data. */
export interface ShellStream extends StreamState {
  readonly frames: readonly Frame[];
  readonly code: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly running?: Running;
  readonly watching?: Watching;
  readonly sleepUntilMs?: number;
  /** What the script's requests weigh while it loops. */
  readonly loads: readonly LoadSource[];
}

/** A loop that never sleeps makes a round a second, so that it ends up somewhere. */
const ROUND_MS = 1000;
const ROUNDS_AT_ONCE = 1000;

interface Piece {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Carries a script out until it ends or has to wait. */
export class Machine {
  stdout = '';
  stderr = '';
  namespace: string | undefined;
  opens: KubectlResult['opens'];
  private frames: Frame[];
  private code: number;
  private variables: Record<string, string>;
  private running: Running | undefined;
  private watching: Watching | undefined;
  private sleepUntilMs: number | undefined;
  private loads: LoadSource[];

  constructor(
    private readonly context: KubectlContext,
    stream: ShellStream,
  ) {
    this.frames = [...stream.frames];
    this.code = stream.code;
    this.variables = { ...stream.variables };
    this.running = stream.running;
    this.watching = stream.watching;
    this.sleepUntilMs = stream.sleepUntilMs;
    this.loads = [...stream.loads];
  }

  static begin(steps: readonly Step[], context: KubectlContext): Machine {
    return new Machine(context, { verb: 'shell', frames: [{ steps, at: 0 }], code: 0, variables: {}, loads: [] });
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
      this.dropLoads();
      return undefined;
    }
    return this.state();
  }

  /** Ctrl-C: everything ends. */
  stop(): void {
    if (this.running) {
      const last = interruptWords(this.running.stream as CommandStream, this.context);
      this.stdout += last.stdout;
      this.stderr += last.stderr;
    }
    this.dropLoads();
  }

  private dropLoads(): void {
    for (const load of this.loads) removeLoad(this.context, load);
    this.loads = [];
  }

  private state(): ShellStream {
    const wakes = [this.sleepUntilMs, this.running?.stream.wakeAtMs].filter((at): at is number => at !== undefined);
    return {
      verb: 'shell',
      frames: this.frames,
      code: this.code,
      variables: this.variables,
      loads: this.loads,
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
  private pause(ms: number, atLeast = false): void {
    const until = this.context.now + ms;
    if (atLeast && this.sleepUntilMs !== undefined && this.sleepUntilMs > this.context.now) return;
    this.sleepUntilMs = until;
  }

  private get looping(): boolean {
    return this.frames.some((frame) => frame.loop?.step.kind === 'while');
  }

  /** Variables and command substitutions of a text. */
  private expand(text: string): string {
    const substituted = substitute(text, (inner) => this.substituted(inner));
    return substituted.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => (name in this.variables ? (this.variables[name] as string) : whole));
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
    const result = this.command(parsed, stdin);
    if ('stream' in result && result.stream) {
      this.running = { stream: result.stream, filters, held: '', parsed };
      this.passOn(result);
      return;
    }
    this.finish(result, filters, parsed);
  }

  /** What a command printed, through all filters, to where it belongs. */
  private finish(result: Piece, filters: readonly Command[], parsed: Parsed): void {
    let { stdout, code } = result;
    let last = parsed;
    if (parsed.errors === 'merge') stdout += result.stderr;
    else if (parsed.errors === 'print') this.stderr += result.stderr;
    for (const filter of filters) {
      last = parseCommand(this.expand(filter.text));
      const piece = this.command(last, stdout);
      if (last.errors === 'print') this.stderr += piece.stderr;
      ({ stdout, code } = piece);
    }
    this.emit(stdout, last);
    this.code = code;
  }

  private emit(stdout: string, { output, append }: Parsed): void {
    if (output === undefined) this.stdout += stdout;
    else if (output !== '/dev/null') this.opens = { name: output, text: (append ? (this.context.files.get(output) ?? '') : '') + stdout };
  }

  /** Runs one command with its input. */
  private command({ words }: Parsed, stdin: string | undefined): KubectlResult | Piece {
    const [name = '', ...rest] = words;
    if (name === 'kubectl' || name === 'k') return this.kubectl(rest, words, stdin);
    switch (name) {
      case '':
      case 'true':
      case ':':
      case 'clear':
        return { stdout: '', stderr: '', code: 0 };
      case 'false':
        return { stdout: '', stderr: '', code: 1 };
      case 'echo':
        return { stdout: `${rest.filter((word) => word !== '-n' && word !== '-e').join(' ')}${rest.includes('-n') ? '' : '\n'}`, stderr: '', code: 0 };
      case 'sleep':
        return this.sleep(rest);
      case 'watch':
        return this.watch(rest);
      case 'time':
        return this.command({ words: rest, append: false, errors: 'print' }, stdin);
      case 'cat':
        if (rest.length) return this.cat(rest);
        break;
      default:
        break;
    }
    if (hasFilter(name)) return runFilter(name, rest, stdin ?? '');
    if (hasProgram(name)) return this.program(name, rest);
    return this.kubectl(words, words, stdin);
  }

  private kubectl(words: readonly string[], line: readonly string[], stdin: string | undefined): KubectlResult {
    const result = runWords(words, line.join(' '), {
      ...this.context,
      ...(stdin === undefined ? {} : { stdin }),
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
    });
    if (result.namespace !== undefined) this.namespace = result.namespace;
    if (result.opens) this.opens = result.opens;
    return result;
  }

  private program(name: string, args: readonly string[]): Piece {
    const url = args.find((arg) => /^(?:https?:\/\/|[a-z0-9][\w.-]*(?::\d+)?(?:\/|$))/i.test(arg));
    if (this.looping && url && (name === 'wget' || name === 'curl')) {
      const target = serviceOfUrl(this.context, url, this.context.namespace);
      if (target && !this.loads.some((load) => load.service === target.service && load.namespace === target.namespace))
        this.loads.push(addLoad(this.context, target));
    }
    return runProgram(name, args, { context: this.context, pod: undefined });
  }

  private cat(names: readonly string[]): Piece {
    let stdout = '';
    let stderr = '';
    for (const name of names) {
      const text = this.context.files.get(name);
      if (text === undefined) stderr += `cat: ${name}: No such file or directory\n`;
      else stdout += text;
    }
    return { stdout, stderr, code: stderr ? 1 : 0 };
  }

  private sleep(args: readonly string[]): Piece {
    const [amount = ''] = args;
    const ms = parseDuration(/^[\d.]+$/.test(amount) ? `${amount}s` : amount);
    if (ms === undefined) return { stdout: '', stderr: amount ? `sleep: invalid time interval '${amount}'\n` : 'sleep: missing operand\n', code: 1 };
    this.pause(this.looping ? Math.max(ms, ROUND_MS) : ms);
    return { stdout: '', stderr: '', code: 0 };
  }

  private watch(args: readonly string[]): Piece {
    let interval = 2;
    let at = 0;
    for (; at < args.length && (args[at] as string).startsWith('-'); at++) {
      const match = /^(?:-n|--interval=?)(.*)$/.exec(args[at] as string);
      if (match) interval = Number(match[1] || args[++at]);
    }
    const rest = args.slice(at);
    if (!rest.length || !(interval > 0)) return { stdout: '', stderr: 'Usage:\n watch [options] command\n', code: 1 };
    const command =
      rest.length === 1
        ? (rest[0] as string)
        : rest.map((word) => (/[\s|;&<>()$"'\\*?[\]{}]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word)).join(' ');
    this.watching = { command, intervalMs: interval * 1000, last: '' };
    return { stdout: '', stderr: '', code: 0 };
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
    const next = advanceWords(stream as CommandStream, this.context);
    if (next.stream) {
      this.running = { ...(this.running as Running), stream: next.stream };
      this.passOn({ ...next, code: 0 });
      return true;
    }
    const { held } = this.running as Running;
    this.running = undefined;
    this.finish({ stdout: held + next.stdout, stderr: next.stderr, code: next.code ?? 0 }, filters, parsed);
    return false;
  }

  /** What a command that goes on has printed so far: through filters that work line by line at once, for others kept. */
  private passOn(result: Piece): void {
    const running = this.running as Running;
    const { filters, parsed } = running;
    if (parsed.errors === 'print') this.stderr += result.stderr;
    const fresh = result.stdout + (parsed.errors === 'merge' ? result.stderr : '');
    const parsedFilters = filters.map((filter) => parseCommand(this.expand(filter.text)));
    if (!parsedFilters.every(({ words }) => LINE_FILTERS.has(words[0] ?? ''))) {
      this.running = { ...running, held: running.held + fresh };
      return;
    }
    const through = parsedFilters.reduce((text, filter) => (text ? this.command(filter, text).stdout : ''), fresh);
    this.emit(through, parsedFilters.at(-1) ?? parsed);
  }
}

/** Filters that look at one line after the other. */
const LINE_FILTERS = new Set(['grep', 'egrep', 'awk', 'cut', 'cat']);

/** Replaces each `$(…)` outside of single quotes. */
function substitute(text: string, run: (script: string) => string): string {
  let output = '';
  let single = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "'") single = !single;
    if (single || text.slice(i, i + 2) !== '$(') {
      output += text[i];
      continue;
    }
    let depth = 1;
    let end = i + 2;
    for (; end < text.length && depth; end++) depth += text[end] === '(' ? 1 : text[end] === ')' ? -1 : 0;
    output += run(text.slice(i + 2, end - 1));
    i = end - 1;
  }
  return output;
}
