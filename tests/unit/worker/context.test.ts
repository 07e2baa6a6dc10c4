import { expect, it } from 'vitest';
import type { Params, RequestMessage, RequestName, ResponseMessage, Result, Tape } from '../../../src/worker/protocol.ts';
import { Host } from '../../../src/worker/host.ts';

const tape: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  commands: [
    { at: 0, action: { do: 'kubectl', line: 'kubectl create namespace shop', background: true } },
    { at: 5000, action: { do: 'kubectl', line: 'kubectl create configmap late', background: true } },
  ],
};

function page() {
  const answers: ResponseMessage[] = [];
  let turns = 0;
  const host = new Host({ post: (message) => 'id' in message && answers.push(message), soon: () => turns++, later: () => turns++, nowMs: () => 0 });
  const ask = <N extends RequestName>(request: N, params: Params<N>): Result<N> => {
    host.receive({ id: 1, request, params } as RequestMessage);
    const answer = answers.at(-1);
    if (!answer?.ok) throw new Error(JSON.stringify(answer));
    return answer.result as Result<N>;
  };
  const idle = (): void => {
    while (turns-- > 0) host.turn();
    turns = 0;
  };
  return { ask, idle };
}
const kubectl = (line: string) => ({ do: 'kubectl', line: `kubectl ${line}` }) as const;
const SHOP = kubectl('config set-context --current --namespace=shop');

it('keeps the namespace of the context for the commands that come after it', () => {
  const { ask, idle } = page();
  ask('open', { branch: 'main', tape: { ...tape, commands: tape.commands.slice(0, 1) }, have: 0 });
  idle();
  const at = ask('act', { branch: 'main', position: 3, atMs: 9_000, newBranch: 'a', action: kubectl('get configmaps') });
  expect(at.output?.pieces[0]?.stderr).toContain('default namespace');
  const end = ask('act', { branch: 'main', position: 1_000, atMs: 9_000, newBranch: 'a', action: SHOP });
  expect(end).toMatchObject({ branch: 'main', position: expect.any(Number), output: { namespace: 'shop' } });
  expect(end.tape.commands.at(-1)?.action).toMatchObject(SHOP);
  const { output } = ask('act', { branch: 'main', position: end.position, atMs: 10_000, newBranch: 'b', action: kubectl('get configmaps') });
  expect(output?.pieces[0]?.stderr).toContain('shop namespace');
});

it('begins a branch in the past, and leaves what was done later where it was done', () => {
  const { ask, idle } = page();
  ask('open', { branch: 'main', tape, have: 0 });
  idle();
  const past = ask('act', { branch: 'main', position: 3, atMs: 1_000, newBranch: 'other', action: SHOP });
  expect(past.branch).toBe('other');
  const later = ask('act', { branch: 'main', position: 1_000, atMs: 9_000, newBranch: 'c', action: kubectl('get configmap late') });
  expect(later.output).toMatchObject({ code: 0 });
});
