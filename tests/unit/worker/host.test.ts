import { describe, expect, it } from 'vitest';
import { Log } from '../../../src/timeline/log.ts';
import { unpack } from '../../../src/timeline/pack.ts';
import { Session } from '../../../src/scenario/session.ts';
import { Host } from '../../../src/worker/host.ts';
import type {
  CommandOutput,
  NotificationMessage,
  Params,
  RequestMessage,
  RequestName,
  ResponseMessage,
  Result,
  SearchEnd,
  SearchProgress,
  Tape,
} from '../../../src/worker/protocol.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.23
`;
const files = { 'web.yaml': WEB };
const command = (at: number, line: string) => ({ at, action: { do: 'kubectl', line, files, background: true } }) as const;
const TAPE: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  commands: [command(0, 'kubectl apply -f web.yaml'), command(10_000, 'kubectl set image deployment/web nginx=nginx:1.24')],
};

/** A page without a page: sends requests, collects what is posted, and rebuilds the logs from it. */
class Page {
  readonly logs = new Map<string, Log>();
  readonly outputs = new Map<string, CommandOutput[]>();
  readonly batches: { branch: string; atMs: number; size: number; busy: boolean; settled: boolean; untilMs: number }[] = [];
  readonly searching: SearchProgress[] = [];
  readonly searched: SearchEnd[] = [];
  nowMs = 0;
  private readonly answers = new Map<number, ResponseMessage>();
  private turns = 0;
  private nextId = 1;
  private readonly host = new Host({
    post: (message) => this.hear(structuredClone(message)),
    soon: () => this.turns++,
    later: (ms) => {
      this.nowMs += ms;
      this.turns++;
    },
    // Every look at the clock takes a millisecond: turns end.
    nowMs: () => this.nowMs++,
  });

  /** `fork` is what the page has already of a branch that begins. */
  ask<N extends RequestName>(request: N, params: Params<N>): Result<N> {
    const id = this.nextId++;
    this.host.receive({ id, request, params } as RequestMessage);
    const answer = this.answers.get(id);
    if (!answer) throw new Error('no answer');
    if (!answer.ok) throw Object.assign(new Error(answer.error.message), { name: answer.error.name });
    return answer.result as Result<N>;
  }

  /** Lets the host take turns until it wants no more. */
  idle(): void {
    while (this.turns > 0) {
      this.turns--;
      this.host.turn();
    }
  }

  turn(): void {
    this.turns--;
    this.host.turn();
  }

  log(branch: string): Log {
    let log = this.logs.get(branch);
    if (!log) this.logs.set(branch, (log = new Log()));
    return log;
  }

  private hear(message: ResponseMessage | NotificationMessage): void {
    if ('id' in message) this.answers.set(message.id, message);
    else if (message.notify === 'entries') {
      const { branch, entries, ...rest } = message.params;
      const log = this.log(branch);
      for (const entry of entries) log.append(unpack(entry, log.head));
      this.batches.push({ branch, atMs: this.nowMs, size: entries.length, ...rest });
    } else if (message.notify === 'output') {
      const { branch, output } = message.params;
      const outputs = this.outputs.get(branch) ?? [];
      outputs[output.index] = output;
      this.outputs.set(branch, outputs);
    } else if (message.notify === 'searching') this.searching.push(message.params);
    else if (message.notify === 'searched') this.searched.push(message.params);
    else throw new Error(message.params.message);
  }
}

function opened(): Page {
  const page = new Page();
  page.ask('open', { branch: 'main', tape: TAPE, have: 0 });
  page.idle();
  return page;
}

const positionOf = (log: Log, line: string): number => log.entries.findIndex((entry) => String(entry.reason.values['command']).includes(line));
const withoutChanges = (log: Log) => log.entries.map(({ seq, at, by, cause, reason }) => ({ seq, at, by, cause, reason }));

describe('the worker’s host', () => {
  it('posts entries from which the page rebuilds the same log', () => {
    const page = opened();
    const session = Session.open(TAPE);
    session.runUntil(600_000);
    expect(page.log('main').length).toBeGreaterThan(50);
    expect(page.log('main').entries).toEqual(session.cluster.log.entries);
    const rows = (head: Log['head']) => [...head].filter(([, table]) => table.size > 0);
    expect(rows(page.log('main').head)).toEqual(rows(session.cluster.log.head));
  });

  it('posts at most one batch for each frame, and says at last that nothing is being simulated', () => {
    const { batches } = opened();
    const gaps = batches.slice(1).map((batch, i) => batch.atMs - (batches[i]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(16);
    expect(batches.at(-1)).toMatchObject({ busy: false });
    expect(batches.at(-1)?.untilMs).toBeGreaterThanOrEqual(610_000);
  });

  it('answers between turns while it simulates', () => {
    const page = new Page();
    page.ask('open', { branch: 'main', tape: TAPE, have: 0 });
    page.turn();
    expect(page.log('main').length).toBeLessThan(Session.replay(TAPE, 100_000).cluster.log.length);
    expect(page.ask('ping', {})).toEqual({});
    page.idle();
    expect(page.log('main').length).toBeGreaterThan(50);
  });

  it('posts only what the page does not have', () => {
    const whole = opened().log('main');
    const page = new Page();
    const log = page.log('main');
    for (const entry of whole.entries.slice(0, 40)) log.append(entry);
    page.ask('open', { branch: 'main', tape: TAPE, have: 40 });
    page.idle();
    expect(log.entries).toEqual(whole.entries);
  });

  it('refuses a tape of another version', () => {
    expect(() => new Page().ask('open', { branch: 'main', tape: { ...TAPE, version: 9 as 1 }, have: 0 })).toThrow(
      expect.objectContaining({ name: 'TapeNewer' }),
    );
  });

  it('refuses what concerns a branch that it does not know', () => {
    expect(() => new Page().ask('extend', { branch: 'nowhere', untilMs: 1 })).toThrow(expect.objectContaining({ name: 'UnknownBranch' }));
  });

  it('begins a branch where a person acts in the past, and leaves the old future as it was', () => {
    const page = opened();
    const before = withoutChanges(page.log('main'));
    const position = positionOf(page.log('main'), 'set image');
    const place = { branch: 'main', position, atMs: page.log('main').timeAt(position) };
    page.logs.set('other', page.log('main').fork(position));
    const acted = page.ask('act', { ...place, newBranch: 'other', action: { do: 'kubectl', line: 'kubectl scale deployment/web --replicas=5' } });
    page.idle();
    expect(acted).toMatchObject({ branch: 'other', position: position + 1, output: { code: 0, pieces: [{ stdout: 'deployment.apps/web scaled\n' }] } });
    const other = page.log('other');
    expect(withoutChanges(other).slice(0, position)).toEqual(before.slice(0, position));
    expect(positionOf(other, 'set image')).toBe(-1);
    expect(other.head.get('deployments')?.get('default/web')).toMatchObject({ status: { availableReplicas: 5 } });
    expect(withoutChanges(page.log('main'))).toEqual(before);
  });

  it('derives the same branch from the tape that it answered', () => {
    const page = opened();
    const position = positionOf(page.log('main'), 'set image');
    page.logs.set('other', page.log('main').fork(position));
    const { tape } = page.ask('act', {
      branch: 'main',
      position,
      atMs: 9_000,
      newBranch: 'other',
      action: { do: 'kubectl', line: 'kubectl scale deployment/web --replicas=5' },
    });
    page.idle();
    const again = new Page();
    again.ask('open', { branch: 'other', tape, have: 0 });
    again.idle();
    expect(again.log('other').entries).toEqual(page.log('other').entries);
  });

  it('goes on with the same branch where there is no future to keep', () => {
    const page = opened();
    const { length } = page.log('main');
    const acted = page.ask('act', {
      branch: 'main',
      position: length,
      atMs: 30_000,
      newBranch: 'other',
      action: { do: 'kubectl', line: 'kubectl scale deployment/web --replicas=1' },
    });
    page.idle();
    expect(acted.branch).toBe('main');
    expect(page.log('main').entries[acted.position - 1]).toMatchObject({ at: 30_000, reason: { rule: 'kubectl/command' } });
    expect(page.log('main').head.get('pods')?.size).toBe(1);
    expect(page.logs.has('other')).toBe(false);
  });

  it('answers a command that reads from its place in the past, and keeps nothing of it', () => {
    const page = opened();
    const answer = page.ask('act', { branch: 'main', position: 1, atMs: 0, newBranch: 'other', action: { do: 'kubectl', line: 'kubectl get pods' } });
    expect(answer.output).toMatchObject({ index: -1, seq: 1, pieces: [{ stdout: '', stderr: 'No resources found in default namespace.\n' }] });
    expect(answer.tape).toEqual(TAPE);
  });

  it('answers in the middle of an instant from the frame that is shown, and not from the end of the instant', () => {
    const page = opened();
    const log = page.log('main');
    for (let position = 1; position < log.length; position++) {
      const atMs = log.timeAt(position);
      const { output } = page.ask('act', {
        branch: 'main',
        position,
        atMs,
        action: { do: 'kubectl', line: 'kubectl get rs,pods -o name' },
        newBranch: 'other',
      });
      const rows = new Map<string, Set<string>>([
        ['replicasets', new Set()],
        ['pods', new Set()],
      ]);
      for (const entry of log.entries.slice(0, position))
        for (const { table, key, after } of entry.changes) {
          if (after === undefined) rows.get(table)?.delete(key);
          else rows.get(table)?.add(key);
        }
      const shown = (output?.pieces[0]?.stdout ?? '').split('\n').filter(Boolean).length;
      expect(`${position}: ${shown}`).toBe(`${position}: ${[...rows.values()].reduce((sum, keys) => sum + keys.size, 0)}`);
    }
  });

  it('lets a command watch from the past on, without another entry', () => {
    const page = opened();
    const before = withoutChanges(page.log('main'));
    const position = positionOf(page.log('main'), 'set image') + 1;
    const acted = page.ask('act', {
      branch: 'main',
      position,
      atMs: page.log('main').timeAt(position),
      newBranch: 'other',
      action: { do: 'kubectl', line: 'kubectl rollout status deployment/web' },
    });
    page.idle();
    expect(acted).toMatchObject({ branch: 'main', position });
    expect(withoutChanges(page.log('main'))).toEqual(before);
    const watch = page.outputs.get('main')?.find(({ line }) => line.includes('rollout status'));
    expect(watch).toMatchObject({ code: 0, seq: position });
    expect(watch?.pieces.at(-1)?.stdout).toContain('successfully rolled out');
    expect(new Set(watch?.pieces.map(({ seq }) => seq)).size).toBeGreaterThan(1);
  });

  it('says what the API server would, at the line that it is about', () => {
    const page = opened();
    const { problems } = page.ask('check', {
      branch: 'main',
      position: 1,
      atMs: 0,
      files: { 'web.yaml': WEB.replace('replicas: 3', 'replicas: -3'), 'broken.yaml': 'a: [1,\n', 'twice.yaml': WEB },
    });
    expect(problems).toEqual([
      expect.objectContaining({ file: 'web.yaml', line: 6, severity: 'error', message: expect.stringContaining('spec.replicas: Invalid value: -3') as string }),
      expect.objectContaining({ file: 'broken.yaml', severity: 'error', message: expect.stringMatching(/^yaml: /) as string }),
      expect.objectContaining({ file: 'twice.yaml', line: 4, severity: 'warning', duplicateOf: 'web.yaml' }),
    ]);
    expect(page.log('main').head.get('deployments')?.size).toBe(1);
  });

  it('completes a half-typed line with what exists at its place', () => {
    const page = opened();
    const { length } = page.log('main');
    const line = 'kubectl get deployment we';
    expect(page.ask('complete', { branch: 'main', position: length, atMs: 60_000, line, files })).toEqual({ candidates: ['web'], from: line.length - 2 });
  });
});

const DOWN = { nodes: ['node-1'], acts: ['down'], atMost: 1, start: { min: 0, max: 5 }, length: { min: 1, max: 5 } } as const;

describe('a search in the worker', () => {
  const place = (() => {
    const session = Session.open(TAPE);
    session.runUntil(9_000);
    return { position: session.cluster.log.length, atMs: 9_000 };
  })();
  const asked: Params<'search'> = {
    search: 'one',
    tape: TAPE,
    ...place,
    invariant: { rule: 'available', table: 'deployments', key: 'default/web', atLeast: 3 },
    variations: { seeds: 1, delays: [{ image: 'nginx:1.24', delay: 'ready-delay', min: 1, max: 40 }], faults: [] },
    untilMs: 60_000,
    runs: 1_000,
  };

  it('tells how far it has come, and at last how many runs it tried', () => {
    const page = new Page();
    expect(page.ask('search', { ...asked, variations: { ...asked.variations, seeds: 4 } })).toEqual({ total: 160 });
    page.idle();
    const tried = page.searching.map((progress) => progress.tried);
    expect(tried.length).toBeGreaterThan(1);
    expect(tried).toEqual(tried.toSorted((a, b) => a - b));
    expect(page.searched).toEqual([{ search: 'one', tried: 160, total: 160, cut: 0 }]);
  });

  it('answers while it searches, and goes on with what is on screen', () => {
    const page = new Page();
    page.ask('search', asked);
    page.ask('open', { branch: 'main', tape: TAPE, have: 0 });
    for (let turn = 0; turn < 400 && page.log('main').length < 50; turn++) page.turn();
    expect(page.log('main').length).toBeGreaterThanOrEqual(50);
    expect(page.searched).toEqual([]);
    expect(page.ask('ping', {})).toEqual({});
  });

  it('stops, and says nothing more', () => {
    const page = new Page();
    page.ask('search', { ...asked, variations: { ...asked.variations, seeds: 100_000 }, runs: 100_000 });
    for (let turn = 0; turn < 50; turn++) page.turn();
    page.ask('stopSearch', { search: 'one' });
    const said = page.searching.length;
    page.idle();
    expect(page.searching).toHaveLength(said);
    expect(page.searched).toEqual([]);
  });

  it('finds a run that opens as a branch with the same entries', () => {
    const page = new Page();
    page.ask('search', { ...asked, invariant: { rule: 'pods', table: 'deployments', key: 'default/web', atMost: 3 } });
    page.idle();
    const found = page.searched[0]?.found;
    if (!found) throw new Error('nothing was found');
    page.ask('open', { branch: 'found', tape: found.tape, have: 0 });
    page.idle();
    const log = page.log('found');
    expect(log.timeAt(found.point.position)).toBeLessThanOrEqual(found.point.atMs);
    expect(log.entries[found.point.position]?.at ?? Number.POSITIVE_INFINITY).toBeGreaterThan(found.point.atMs);
    expect(log.entries.slice(0, found.from)).toEqual(opened().log('main').entries.slice(0, found.from));
  });

  it.each([
    ['a minimum over the maximum', { variations: { seeds: 1, delays: [{ image: '*', delay: 'ready-delay', min: 5, max: 2 }], faults: [] } }],
    ['no runs', { runs: 0 }],
    ['more runs than anybody waits for', { runs: 1e9 }],
    ['half a seed', { variations: { seeds: 0.5, delays: [], faults: [] } }],
    ['something that happens to no Node', { variations: { seeds: 1, delays: [], faults: [], nodes: { ...DOWN, nodes: [] } } }],
    ['nothing that happens to a Node', { variations: { seeds: 1, delays: [], faults: [], nodes: { ...DOWN, acts: [] } } }],
    ['more Nodes at once than it can name', { variations: { seeds: 1, delays: [], faults: [], nodes: { ...DOWN, atMost: 9 } } }],
    ['a Node that is down for no time', { variations: { seeds: 1, delays: [], faults: [], nodes: { ...DOWN, length: { min: 0, max: 5 } } } }],
    ['a load that is lower', { variations: { seeds: 1, delays: [], faults: [], loadPercent: 50 } }],
    ['an end before the beginning', { untilMs: 1_000 }],
    ['an end that never comes', { untilMs: Number.POSITIVE_INFINITY }],
  ] as const)('refuses %s', (_what, wrong) => {
    const page = new Page();
    expect(() => page.ask('search', { ...asked, ...wrong } as Params<'search'>)).toThrow(expect.objectContaining({ name: 'SearchOptions' }));
    page.idle();
    expect(page.searched).toEqual([]);
  });
});
