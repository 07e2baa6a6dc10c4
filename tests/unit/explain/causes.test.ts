import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/kube/pod.ts';
import { causesOf, isCommand } from '../../../src/app/landmarks.ts';
import { exampleOf } from '../../../src/app/examples.ts';
import { Session } from '../../../src/scenario/session.ts';

const sessionOf = (id: string): Session => {
  const session = Session.open(exampleOf(id)?.tape as NonNullable<ReturnType<typeof exampleOf>>['tape']);
  session.runUntil(120_000);
  return session;
};

describe('the chain of causes', () => {
  it.each(['rolling', 'requests', 'statefulset', 'drain'])('leads from the end of each Pod over its own deletion to a command: %s', (id) => {
    const { log } = sessionOf(id).cluster;
    const ends = log.entries.filter((entry) => entry.reason.rule === 'kubelet/removed');
    expect(ends.length).toBeGreaterThan(0);
    for (const end of ends) {
      const { key } = end.changes.find(({ table }) => table === 'pods') as { key: string };
      const chain = causesOf(log, end.seq);
      const asked = (pod: unknown): boolean => (pod as Pod | undefined)?.metadata.deletionTimestamp !== undefined;
      const asks = chain.filter(({ changes }) => changes.some((change) => change.key === key && !asked(change.before) && asked(change.after)));
      expect(
        asks.map(({ seq }) => seq),
        `${key} at frame ${end.seq}`,
      ).toHaveLength(1);
      expect(isCommand(chain.at(-1)), `${key} at frame ${end.seq}`).toBe(true);
    }
  });

  it('goes back in time only', () => {
    for (const { seq, cause } of sessionOf('autoscaler').cluster.log.entries) expect(cause).toBeLessThan(seq);
  });
});
