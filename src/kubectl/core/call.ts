import type { Entered, KubectlContext, Opened } from '../contract.ts';
import type { FlagValues } from './flags.ts';
import type { ResourceType } from '../../kube/resources.ts';
import { fail } from './failure.ts';
import { REQUESTS_VERBOSITY, requestLine, resourceUrl, tracedServer } from './trace.ts';
import type { Verb } from './verb.ts';

/** A program to run in a container, as a command starts it. It may be a script, and then the shell of the console runs it. */
export interface Inside {
  readonly namespace: string;
  readonly pod: string;
  readonly words: readonly string[];
  /** Which command started it: they end differently. */
  readonly by: 'exec' | 'run';
  /** Whether the Pod goes with the program (`run --rm`). */
  readonly remove: boolean;
}

export type DryRun = 'none' | 'client' | 'server';

/** One run of a command: its flags and arguments, what it may use, and what it has printed. */
export class Call {
  stdout = '';
  stderr = '';
  /** The exit code of a command that ended without words of its own. */
  code = 0;
  /** Set by commands that change the context's namespace. */
  newNamespace: string | undefined;
  /** Set by `edit`. */
  opens: Opened | undefined;
  /** Set by `exec` with a shell that waits for lines. */
  enters: Entered | undefined;
  /** Set by a command that ends in a program within a container. */
  inside: Inside | undefined;

  constructor(
    public context: KubectlContext,
    readonly verb: Verb,
    readonly flags: FlagValues,
    /** The line as it was typed, for what remembers it (`--record`). */
    readonly line: string,
  ) {}

  /** From now on this call tells of its requests, where `--v` asks for it. Returns itself. */
  traced(): this {
    if (this.flags.int('v') >= REQUESTS_VERBOSITY)
      this.context = { ...this.context, server: tracedServer(this.context.server, (request) => this.warn(request)) };
    return this;
  }

  /** Tells of a request that reads, where `--v` asks for it. */
  traceGet(resource: ResourceType, namespace: string | undefined, name = '', code = 200): void {
    if (this.flags.int('v') < REQUESTS_VERBOSITY) return;
    this.warn(requestLine(this.context.now, 'GET', `${resourceUrl(resource, namespace, name)}${name ? '' : '?limit=500'}`, code));
  }

  get args(): readonly string[] {
    return this.flags.args;
  }

  /** Prints as it stands. */
  out(text: string): void {
    this.stdout += text;
  }
  /** Prints a line. */
  say(line: string): void {
    this.stdout += `${line}\n`;
  }
  /** Prints a line on the error stream. */
  warn(line: string): void {
    this.stderr += `${line}\n`;
  }

  /** The namespace that the command works in. */
  get namespace(): string {
    return this.flags.text('namespace') || this.context.namespace;
  }
  /** Whether `-n` was given: a manifest may then name no other namespace. */
  get namespaceEnforced(): boolean {
    return this.flags.has('namespace') || (this.context.enforceNamespace ?? false);
  }

  /** What `--dry-run` asks for; without a value it stands for the old boolean. */
  get dryRun(): DryRun {
    if (!this.flags.has('dry-run')) return 'none';
    const value = this.flags.text('dry-run');
    if (value === 'none' || value === 'client' || value === 'server') return value;
    if (value === 'unchanged') {
      this.deprecated('--dry-run is deprecated and can be replaced with --dry-run=client.');
      return 'client';
    }
    const means = /^(1|t|T|TRUE|true|True)$/.test(value) ? 'client' : /^(0|f|F|FALSE|false|False)$/.test(value) ? 'none' : undefined;
    if (means) {
      this.deprecated(`--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${means}.`);
      return means;
    }
    return fail(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }

  /** What kubectl logs of an old form of a flag, once. The time and the process of a log line would be different each time: they are left out. */
  private deprecated(text: string): void {
    const line = `W0000 helpers.go] ${text}`;
    if (!this.stderr.includes(line)) this.warn(line);
  }

  /** ` (dry run)`, ` (server dry run)` or nothing: what follows an operation's name. */
  get dryRunSuffix(): string {
    return this.dryRun === 'client' ? ' (dry run)' : this.dryRun === 'server' ? ' (server dry run)' : '';
  }
}
