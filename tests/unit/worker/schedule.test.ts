import { expect, it } from 'vitest';
import type { ResponseMessage, Result, Tape } from '../../../src/worker/protocol.ts';
import { Host } from '../../../src/worker/host.ts';

const command = (at: number, line: string) => ({ at, action: { do: 'kubectl', line, background: true } }) as const;
const tape: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  nodes: [{ name: 'a' }, { name: 'b', taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] }, { name: 'c', unschedulable: true }],
  commands: [command(0, 'kubectl run web --image=nginx')],
};

function ask(position: number, atMs: number, key: string): Result<'schedule'>['verdict'] {
  let answer: ResponseMessage | undefined;
  const host = new Host({ post: (message) => 'id' in message && message.id === 2 && (answer = message), soon: () => {}, later: () => {}, nowMs: () => 0 });
  host.receive({ id: 1, request: 'open', params: { branch: 'main', tape, have: 0 } });
  host.receive({ id: 2, request: 'schedule', params: { branch: 'main', position, atMs, key } });
  if (!answer?.ok) throw new Error(JSON.stringify(answer));
  return (answer.result as Result<'schedule'>).verdict;
}

it('says what the scheduler thinks of each Node for a Pod, also for one that has its Node', () => {
  for (const atMs of [4_000, 4_900]) {
    const verdict = ask(30, atMs, 'default/web');
    expect(verdict?.best).toBe('a');
    expect(verdict?.nodes.map(({ node, refused }) => [node, refused?.plugin])).toEqual([
      ['a', undefined],
      ['b', 'TaintToleration'],
      ['c', 'NodeUnschedulable'],
    ]);
    expect(verdict?.nodes[0]?.score?.parts.map(([plugin]) => plugin)).toContain('NodeResourcesFit');
  }
});

it('knows no Pod that does not exist at that place', () => {
  expect(ask(30, 4_000, 'default/nobody')).toBeNull();
  expect(ask(0, 0, 'default/web')).toBeNull();
});
