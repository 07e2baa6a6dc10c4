import type { LoadSource } from '../../kube/load.ts';
import type { Pod } from '../../kube/pod.ts';
import type { KubectlContext, KubectlResult } from '../contract.ts';
import type { Inside } from '../core/call.ts';
import { runWords } from '../core/run.ts';
import { verbAt } from '../verbs/registry.ts';
import { type Printed, hasProgram, runProgram } from '../network/programs.ts';
import { batchesOf, cat, echo, sleepTime, watchOf, xargsOf } from './builtins.ts';
import { filterNames, hasFilter, runFilter } from './filters.ts';
import { addLoad, removeLoad, serviceOfUrl } from './load.ts';
import { ssh } from './ssh.ts';
import { type Watching, ROUND_MS } from './stream.ts';
import type { Parsed } from './words.ts';

/** The exit code of xargs where a command that it ran failed. */
const XARGS_FAILED = 123;

const NOTHING: Printed = { stdout: '', stderr: '', code: 0 };

/** What a command may ask of the script in which it stands. */
export interface Script {
  /** Whether it stands in a `while` or an `until`. */
  readonly looping: boolean;
  /** The script goes on when so much virtual time has passed. */
  pause(ms: number): void;
  watch(watched: Omit<Watching, 'last'>): void;
  /** Runs what a command starts in a container, after what the command itself printed. */
  enter(before: Printed, inside: Inside): KubectlResult;
}

/** Runs single commands of a script: kubectl, what a shell has itself, filters, and programs. */
export class Commands {
  /** The namespace that a command made the context's, if one did. */
  namespace: string | undefined;
  /** What a command opens in the editor. */
  opens: KubectlResult['opens'];
  /** The container in which the terminal is from now on. */
  enters: KubectlResult['enters'];

  /** `inside`: the container in which they run, if not in the console. `loads`: what the script's requests weigh already. */
  constructor(
    public context: KubectlContext,
    private readonly inside: Inside | undefined,
    public loads: readonly LoadSource[],
    private readonly script: Script,
  ) {}

  /** Writes a file, which is opened in the editor; what follows on the line finds it there already. */
  writeFile(name: string, text: string, append: boolean): void {
    this.opens = { name, text: (append ? (this.context.files.get(name) ?? '') : '') + text };
    this.context = { ...this.context, files: new Map([...this.context.files, [name, this.opens.text]]) };
  }

  /** The script is over: its requests are no load any more. */
  dropLoads(): void {
    for (const load of this.loads) removeLoad(this.context, load);
    this.loads = [];
  }

  /** Runs one command with its input. One that stands behind a pipe is no kubectl command that somebody left the first word out of. */
  run({ words }: Parsed, stdin: string | undefined, piped = false): KubectlResult | Printed {
    const [name = '', ...rest] = words;
    if (!this.inside && (name === 'kubectl' || name === 'k')) return this.kubectl(rest, words, stdin);
    switch (name) {
      case '':
      case 'true':
      case ':':
      case 'clear':
        return NOTHING;
      case 'false':
        return { stdout: '', stderr: '', code: 1 };
      case 'echo':
        return echo(rest);
      case 'sleep':
        return this.sleep(rest);
      case 'watch':
        return this.watch(rest);
      case 'ssh':
        if (!this.inside) return ssh(rest, this.context);
        break;
      case 'xargs':
        return this.xargs(rest, stdin ?? '');
      case 'time':
        return this.run({ words: rest, append: false, errors: 'print' }, stdin);
      case 'cat':
        if (rest.length && !this.inside) return cat(rest, this.context.files);
        break;
      default:
        break;
    }
    if (hasFilter(name)) return runFilter(name, rest, stdin ?? '');
    if (hasProgram(name)) return this.program(name, rest);
    if (this.inside) return { stdout: '', stderr: `sh: ${name}: not found\n`, code: 127 };
    if (!piped || verbAt(name)) return this.kubectl(words, words, stdin);
    return { stdout: '', stderr: `bash: ${name}: command not found\nBehind a pipe the console knows: ${[...filterNames(), 'xargs'].join(', ')}\n`, code: 127 };
  }

  /** Runs a command with the words that come in: all at once, `-n N` at a time, or with each in the place of `-I {}`. */
  private xargs(args: readonly string[], stdin: string): KubectlResult | Printed {
    const { size, mark, words } = xargsOf(args);
    const items = mark === undefined ? stdin.split(/\s+/).filter(Boolean) : stdin.split('\n').filter(Boolean);
    const command = words.length ? words : ['echo'];
    const batches = mark === undefined ? batchesOf(items, size) : items.map((item) => [item]);
    const lines = batches.map((batch) => (mark === undefined ? [...command, ...batch] : command.map((word) => word.replaceAll(mark, batch[0] as string))));
    const run = (line: readonly string[]): KubectlResult | Printed => this.run({ words: line, append: false, errors: 'print' }, '');
    const [only, ...more] = lines;
    if (only && !more.length) {
      const result = run(only);
      return { ...result, code: result.code && XARGS_FAILED };
    }
    return lines
      .map(run)
      .reduce<Printed>(
        (all, { stdout, stderr, code }) => ({ stdout: all.stdout + stdout, stderr: all.stderr + stderr, code: code ? XARGS_FAILED : all.code }),
        NOTHING,
      );
  }

  private kubectl(words: readonly string[], line: readonly string[], stdin: string | undefined): KubectlResult {
    const result = runWords(words, line.join(' '), {
      ...this.context,
      ...(stdin === undefined ? {} : { stdin }),
      ...(this.namespace === undefined ? {} : { namespace: this.namespace }),
    });
    if (result.namespace !== undefined) this.namespace = result.namespace;
    if (result.opens) this.opens = result.opens;
    if (result.enters) this.enters = result.enters;
    return result.inside ? this.script.enter(result, result.inside) : result;
  }

  private program(name: string, args: readonly string[]): Printed {
    const url = args.find((arg) => /^(?:https?:\/\/|[a-z0-9][\w.-]*(?::\d+)?(?:\/|$))/i.test(arg));
    if (this.script.looping && url && (name === 'wget' || name === 'curl')) {
      const target = serviceOfUrl(this.context, url, this.inside?.namespace ?? this.context.namespace);
      if (target && !this.loads.some((load) => load.service === target.service && load.namespace === target.namespace))
        this.loads = [...this.loads, addLoad(this.context, target)];
    }
    const pod = this.inside && (this.context.listers.get('pods', `${this.inside.namespace}/${this.inside.pod}`) as Pod | undefined);
    return runProgram(name, args, { context: this.context, pod });
  }

  private sleep(args: readonly string[]): Printed {
    const time = sleepTime(args);
    if (typeof time === 'string') return { stdout: '', stderr: time, code: 1 };
    this.script.pause(this.script.looping ? Math.max(time, ROUND_MS) : time);
    return NOTHING;
  }

  private watch(args: readonly string[]): Printed {
    const watched = watchOf(args);
    if (!watched) return { stdout: '', stderr: 'Usage:\n watch [options] command\n', code: 1 };
    this.script.watch(watched);
    return NOTHING;
  }
}
