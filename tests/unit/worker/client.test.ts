import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Port, WorkerClient } from '../../../src/worker/client.ts';
import type { RequestMessage } from '../../../src/worker/protocol.ts';

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
  answer(message: unknown): void {
    this.onmessage?.({ data: message });
  }
}

function setUp(silenceMs = 1_000) {
  const ports: FakePort[] = [];
  const heard: unknown[] = [];
  const restarts: string[] = [];
  const client = new WorkerClient({
    spawn: () => {
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    onNotification: (name, params) => heard.push([name, params]),
    onRestart: (reason) => restarts.push(reason),
    silenceMs,
  });
  return { client, ports, heard, restarts, port: () => ports.at(-1) as FakePort };
}

describe('the page’s end of the worker', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('gives each answer to the request that asked for it', async () => {
    const { client, port } = setUp();
    const first = client.call('close', { branch: 'a' });
    const second = client.call('close', { branch: 'b' });
    const [a, b] = port().sent;
    port().answer({ id: b?.id, ok: true, result: { of: 'b' } });
    port().answer({ id: a?.id, ok: true, result: { of: 'a' } });
    expect([await first, await second]).toEqual([{ of: 'a' }, { of: 'b' }]);
    client.dispose();
  });

  it('rejects with the refusal’s own name', async () => {
    const { client, port } = setUp();
    const asked = client.call('extend', { branch: 'x', untilMs: 1 });
    port().answer({ id: port().sent[0]?.id, ok: false, error: { name: 'UnknownBranch', message: 'there is no branch x' } });
    await expect(asked).rejects.toMatchObject({ name: 'UnknownBranch', message: 'there is no branch x' });
    client.dispose();
  });

  it('passes notifications on', () => {
    const { client, port, heard } = setUp();
    port().answer({ notify: 'failed', params: { branch: 'a', message: 'broke' } });
    expect(heard).toEqual([['failed', { branch: 'a', message: 'broke' }]]);
    client.dispose();
  });

  it('starts another worker where one crashes, and says so to those who wait', async () => {
    const { client, ports, restarts } = setUp();
    const asked = client.call('ping', {});
    ports[0]?.onerror?.({ message: 'out of memory' });
    await expect(asked).rejects.toMatchObject({ name: 'WorkerDied' });
    expect(restarts).toEqual(['out of memory']);
    expect(ports).toHaveLength(2);
    expect(ports[0]?.terminated).toBe(true);
    client.dispose();
  });

  it('starts another worker where one falls silent', async () => {
    const { client, ports, restarts } = setUp(1_000);
    const asked = client.call('ping', {}).catch((error: Error) => error.name);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(await asked).toBe('WorkerDied');
    expect(restarts).toEqual(['no answer']);
    expect(ports).toHaveLength(2);
    client.dispose();
  });

  it('leaves a worker alone that answers the heartbeat', async () => {
    const { client, port, ports } = setUp(1_000);
    for (let t = 0; t < 20; t++) {
      await vi.advanceTimersByTimeAsync(250);
      for (const { id } of port().sent.splice(0)) port().answer({ id, ok: true, result: {} });
    }
    expect(ports).toHaveLength(1);
    client.dispose();
  });

  it('does not hear what a dead worker still says', () => {
    const { client, ports, heard } = setUp();
    const [old] = ports;
    client.restart('asked');
    old?.answer({ notify: 'failed', params: { branch: 'a', message: 'late' } });
    expect(heard).toEqual([]);
    client.dispose();
  });
});
