import type { Cluster } from '../cluster/cluster.ts';
import { PRIORITY } from '../cluster/controller.ts';
import { metricsReader } from '../cluster/metrics/reader.ts';
import { changeNodes, setReady } from '../cluster/node/actions.ts';
import type { KubectlContext, KubectlResult, Machines, Opened, StreamState } from '../kubectl/contract.ts';
import { advance, complete, interrupt, isReadOnly, kubectl } from '../kubectl/index.ts';

/** What a command printed; while it goes on, `code` is undefined. Pieces say after which entry each part was printed. */
export interface CommandRecord {
  readonly at: number;
  readonly line: string;
  readonly streamed: boolean;
  /** The `seq` of the entry that it made, or of the last one before it where it only read. */
  readonly seq: number;
  readonly pieces: readonly { readonly seq: number; readonly stdout: string; readonly stderr: string }[];
  readonly code: number | undefined;
  readonly opens?: Opened;
  readonly namespace?: string;
}

interface Running {
  readonly record: number;
  readonly state: StreamState;
  /** The lines of a script wait for those before them, unless they run in the background. */
  readonly blocks: boolean;
  readonly namespace: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Where lines are typed: keeps what they printed, and carries on those that keep printing. Handles the cluster's `stream` items. */
export class Terminal {
  readonly records: CommandRecord[] = [];
  private running: Running[] = [];
  private space = 'default';
  /** How many entries the streams have seen. */
  private seen = 0;

  /** `onFree`: a command for which the script waited has ended. With `from`, a terminal in the same state. */
  constructor(
    private readonly cluster: Cluster,
    private readonly onFree: () => void,
    from?: Terminal,
  ) {
    cluster.handle('stream', () => this.advance());
    if (!from) return;
    this.records.push(...from.records);
    this.running = [...from.running];
    this.space = from.space;
    this.seen = from.seen;
  }

  /** The namespace of the context. */
  get namespace(): string {
    return this.space;
  }

  /** Whether the script waits for a command that goes on. */
  get blocked(): boolean {
    return this.running.some((stream) => stream.blocks);
  }

  /** What a command would see and print now; for one that only reads. Nothing is kept. */
  read(line: string, files: Readonly<Record<string, string>>, namespace: string | undefined): KubectlResult {
    return kubectl(line, this.context(namespace ?? this.space, new Map(Object.entries(files))));
  }

  /** What Tab would offer now. */
  complete(line: string, files: Readonly<Record<string, string>>): { readonly candidates: readonly string[]; readonly from: number } {
    return complete(line, this.context(this.space, new Map(Object.entries(files))));
  }

  /**
   * Runs a line and keeps what it printed. `texts`: files by name. `asked`: a namespace other than the context's. Where it goes on, it does so
   * in the background, or the script waits for it.
   */
  run(line: string, texts: Readonly<Record<string, string>>, asked: string | undefined, background: boolean): CommandRecord {
    const { cluster, records } = this;
    const files = new Map(Object.entries(texts));
    const namespace = asked ?? this.space;
    const run = (): KubectlResult => kubectl(line, { ...this.context(namespace, files), enforceNamespace: asked !== undefined });
    const result = readsOnly(line) ? run() : cluster.decide('kubectl', 0, { rule: 'kubectl/command', values: { command: line } }, run, true);
    const seq = cluster.log.length;
    const record: CommandRecord = {
      at: cluster.now,
      line,
      streamed: background,
      seq,
      pieces: [{ seq, stdout: result.stdout, stderr: result.stderr }],
      code: result.stream ? undefined : result.code,
      ...(result.opens ? { opens: result.opens } : {}),
      ...(result.namespace === undefined ? {} : { namespace: result.namespace }),
    };
    if (result.namespace !== undefined) this.space = result.namespace;
    records.push(record);
    if (result.stream) {
      this.running.push({ record: records.length - 1, state: result.stream, blocks: !background, namespace, files });
      this.wake(result.stream);
    }
    return record;
  }

  /** Lets every command that goes on look at what has changed since it last did. */
  notice(): void {
    if (this.cluster.log.length > this.seen) this.advance();
  }

  /** Lets every command that goes on look at the cluster, until none of them changes anything more. */
  advance(): void {
    do {
      this.seen = this.cluster.log.length;
      for (const stream of [...this.running]) this.advanceOne(stream);
    } while (this.cluster.log.length > this.seen);
  }

  private advanceOne(stream: Running): void {
    const { cluster } = this;
    const record = this.records[stream.record] as CommandRecord;
    const result = cluster.decide('kubectl', record.seq, { rule: 'kubectl/command', values: { command: record.line } }, () =>
      advance(stream.state, this.context(stream.namespace, stream.files)),
    );
    const piece = { seq: cluster.log.length, stdout: result.stdout, stderr: result.stderr };
    this.records[stream.record] = {
      ...record,
      pieces: piece.stdout || piece.stderr ? [...record.pieces, piece] : record.pieces,
      code: result.stream ? undefined : (result.code ?? 0),
    };
    if (result.stream) {
      this.running = this.running.map((other) => (other === stream ? { ...stream, state: result.stream as StreamState } : other));
      this.wake(result.stream);
      return;
    }
    this.running = this.running.filter((other) => other !== stream);
    if (stream.blocks) this.onFree();
  }

  /** A stream that waits for a time of its own (a drain that tries again) says so in `wakeAtMs`. */
  private wake(state: StreamState): void {
    const at = state['wakeAtMs'];
    if (typeof at === 'number' && at > this.cluster.now) this.cluster.schedule(at, PRIORITY.command, 'stream', '');
  }

  /** Ctrl-C for the command of this line that started last and still goes on. */
  interrupt(line: string): void {
    const stream = this.running.findLast((other) => this.records[other.record]?.line === line);
    if (stream) this.stop(stream);
  }

  private stop(stream: Running): void {
    const { record } = stream;
    const old = this.records[record] as CommandRecord;
    this.running = this.running.filter((other) => other !== stream);
    const { cluster } = this;
    const values = { command: old.line };
    const last = cluster.decide('kubectl', old.seq, { rule: 'kubectl/command', values }, () =>
      interrupt(stream.state, this.context(stream.namespace, stream.files)),
    );
    const piece = { seq: cluster.log.length, stdout: last.stdout, stderr: last.stderr };
    this.records[record] = { ...old, pieces: piece.stdout || piece.stderr ? [...old.pieces, piece] : old.pieces, code: last.code ?? INTERRUPTED };
  }

  private context(namespace: string, files: ReadonlyMap<string, string>): KubectlContext {
    const { cluster } = this;
    const machines: Machines = {
      power: (node, runs) => changeNodes(cluster, runs ? { up: [node] } : { down: [node] }),
      join: (node) => changeNodes(cluster, { add: [{ name: node }] }),
      probe: (space, pod, ready) => setReady(cluster, { [pod]: ready }, space),
    };
    return { server: cluster.server, listers: cluster.store, now: cluster.now, namespace, files, metrics: metricsReader(cluster), machines };
  }
}

/** The exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const known = new Map<string, boolean>();
const KNOWN_MAX = 1_000;

/** Whether a line only reads. Kept in mind, because a search plays the same lines a thousand times. */
function readsOnly(line: string): boolean {
  let reads = known.get(line);
  if (reads !== undefined) return reads;
  if (known.size >= KNOWN_MAX) known.clear();
  reads = isReadOnly(line);
  known.set(line, reads);
  return reads;
}
