import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPromise, editPromise, promises, readPromises, removePromise, setPromises, undoPromises } from '../../../src/app/promises.ts';
import { onSearch, searchState, startSearch, stopSearch } from '../../../src/app/search.ts';
import { newBranch, session } from '../../../src/app/session.ts';
import type { Invariant } from '../../../src/kube/invariants.ts';
import type { Port } from '../../../src/worker/client.ts';
import type { RequestMessage } from '../../../src/worker/protocol.ts';

const nine: Invariant = { rule: 'available', table: 'deployments', key: 'default/web', atLeast: 9 };
const eight: Invariant = { ...nine, atLeast: 8 };

describe('promises', () => {
  beforeEach(() => setPromises([]));

  it('go back change by change', () => {
    addPromise(nine);
    const id = promises.getState().list[0]?.id ?? '';
    editPromise(id, eight);
    removePromise(id);
    expect(promises.getState().list).toEqual([]);
    undoPromises();
    expect(promises.getState().list).toEqual([{ id, invariant: eight }]);
    undoPromises();
    expect(promises.getState().list).toEqual([{ id, invariant: nine }]);
    undoPromises();
    undoPromises();
    expect(promises.getState().list).toEqual([]);
  });

  it('are not said twice', () => {
    addPromise(nine);
    addPromise({ ...nine });
    expect(promises.getState().list).toHaveLength(1);
  });

  it('are read again without what cannot be read', () => {
    const kept = [
      { id: 'a', invariant: nine },
      { id: 'b', invariant: { rule: 'available', table: 'nodes', key: 'default/web', atLeast: 1 } },
      { id: 'c', invariant: { rule: 'later', key: 'x' } },
      { id: 'd', invariant: { rule: 'requests', key: 'default/web' } },
      'nothing',
    ];
    expect(readPromises(kept).map(({ id }) => id)).toEqual(['a', 'd']);
    expect(readPromises(undefined)).toEqual([]);
  });
});

class FakePort implements Port {
  onmessage: Port['onmessage'] = null;
  onerror: Port['onerror'] = null;
  readonly sent: RequestMessage[] = [];
  terminated = false;
  postMessage(message: unknown): void {
    this.sent.push(message as RequestMessage);
  }
  terminate(): void {
    this.terminated = true;
  }
}

describe('a search of the page', () => {
  const ports: FakePort[] = [];
  const ended: string[] = [];
  const start = (): Promise<void> =>
    startSearch(
      {
        promise: { id: 'a', invariant: nine },
        place: { branch: 'main', position: 0, atMs: 0 },
        variations: { seeds: 10, delays: [], faults: [] },
        untilMs: 60_000,
        runs: 10,
      },
      () => {
        const port = new FakePort();
        ports.push(port);
        return port;
      },
    );
  const answer = (result: unknown): void => ports[0]?.onmessage?.({ data: { id: ports[0].sent[0]?.id, ok: true, result } });
  const say = (notify: string, params: object): void => {
    const asked = ports[0]?.sent[0]?.params as { readonly search: string };
    ports[0]?.onmessage?.({ data: { notify, params: { search: asked.search, ...params } } });
  };

  beforeEach(() => {
    ports.length = 0;
    ended.length = 0;
    onSearch({ name: () => 'found', ended: ({ why }) => ended.push(why) });
    session.setState({ branches: [newBranch('main', 'Main', { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] })], current: 'main' });
  });
  afterEach(stopSearch);

  it('shows how far it has come, and how it ended', async () => {
    const started = start();
    answer({ total: 10 });
    await started;
    say('searching', { tried: 4, shrinking: false });
    expect(searchState.getState().going).toMatchObject({ tried: 4, total: 10, planned: 10 });
    say('searched', { tried: 10, total: 10, cut: 0 });
    expect(searchState.getState()).toMatchObject({ going: undefined, outcome: { why: 'ended', tried: 10, total: 10 } });
    expect(ports.every(({ terminated }) => terminated)).toBe(true);
  });

  it('is dropped where its worker dies, and says so', async () => {
    const started = start();
    answer({ total: 10 });
    await started;
    say('searching', { tried: 3, shrinking: false });
    ports[0]?.onerror?.({ message: 'out of memory' });
    expect(searchState.getState()).toMatchObject({ going: undefined, outcome: { why: 'died', tried: 3 } });
    expect(ended).toEqual(['died']);
    expect(ports.every(({ terminated }) => terminated)).toBe(true);
  });

  it('ends its worker when it is stopped', async () => {
    const started = start();
    answer({ total: 10 });
    await started;
    stopSearch();
    expect(searchState.getState().outcome).toMatchObject({ why: 'stopped' });
    expect(ports[0]?.terminated).toBe(true);
  });

  it('leaves nothing behind where it is refused', async () => {
    const started = start();
    ports[0]?.onmessage?.({ data: { id: ports[0].sent[0]?.id, ok: false, error: { name: 'SearchOptions', message: 'no runs' } } });
    await expect(started).rejects.toMatchObject({ name: 'SearchOptions' });
    expect(searchState.getState().going).toBeUndefined();
    expect(ports[0]?.terminated).toBe(true);
  });
});
