import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../src/app/examples.ts';
import { isCommand } from '../../../src/app/landmarks.ts';
import { withField } from '../../../src/app/manifest-fields.ts';
import { RolloutFold, type RolloutReport } from '../../../src/app/rollout-fold.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import type { ReplicaSet } from '../../../src/kube/workloads.ts';
import { Session } from '../../../src/scenario/session.ts';
import { Cursor } from '../../../src/timeline/log.ts';
import type { Tape } from '../../../src/worker/protocol.ts';

const tapeOf = (id: string): Tape => (exampleOf(id) as NonNullable<ReturnType<typeof exampleOf>>).tape;
const TEMPLATE = ['spec', 'template', 'spec'];

function played(tape: Tape): Session {
  const session = Session.open(tape);
  session.runUntil(120_000);
  return session;
}

function reportOf({ cluster }: Session, table: string, key: string, spanMs?: number): RolloutReport {
  const fold = new RolloutFold(table, key);
  for (const entry of cluster.log.entries) fold.observe(entry);
  return fold.report(spanMs ?? fold.spanMs);
}

describe('the figures of a rolling update', () => {
  const session = played(tapeOf('rolling'));
  const { log } = session.cluster;
  const report = reportOf(session, 'deployments', 'default/web');
  const act = log.entries.findLast(isCommand);

  it('begin with the last command that changed the workload', () => {
    expect(report.act).toBe(act);
    expect(report.act?.reason.values['command']).toContain('set image');
  });

  it('are those that a look at every frame since then gives', () => {
    const cursor = new Cursor(log);
    const available: number[] = [];
    const counted: number[] = [];
    const there: number[] = [];
    for (let position = act?.seq ?? 0; position <= log.length; position++) {
      const world = cursor.seek(position);
      const pods = [...(world.get('pods')?.values() ?? [])] as Pod[];
      available.push(([...(world.get('replicasets')?.values() ?? [])] as ReplicaSet[]).reduce((sum, { status }) => sum + (status?.availableReplicas ?? 0), 0));
      counted.push(pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).length);
      there.push(pods.length);
    }
    expect(report.lowest.count).toBe(Math.min(...available));
    expect(report.most.count).toBe(Math.max(...counted));
    expect(report.mostWithTerminating.count).toBe(Math.max(...there));
  });

  it('say how long it took: until the controller says that it is complete', () => {
    const complete = log.entries.find(
      ({ seq, reason, also = [] }) => seq > (act?.seq ?? 0) && [reason, ...also].some(({ rule }) => rule === 'deployment/complete'),
    );
    expect(complete).toBeDefined();
    expect(report.tookMs).toBe((complete?.at ?? 0) - (act?.at ?? 0));
  });

  it('count a request every 250 ms, for as long as is asked', () => {
    expect(report.services).toMatchObject([{ name: 'web', sent: 32 }]);
    expect(reportOf(session, 'deployments', 'default/web', 20_000).services).toMatchObject([{ sent: 80, refused: report.services[0]?.refused }]);
  });
});

describe('failed requests', () => {
  const requests = tapeOf('requests');

  it('are there without preStop, and not with it', () => {
    const session = played(requests);
    expect(reportOf(session, 'deployments', 'default/hasty').services[0]?.refused).toBeGreaterThan(0);
    expect(reportOf(session, 'deployments', 'default/patient').services[0]?.refused).toBe(0);
  });

  it('go when preStop is the one field that is changed', () => {
    const path = [...TEMPLATE, 'containers', 0, 'lifecycle', 'preStop', 'sleep', 'seconds'];
    const patient = played(withField(requests, { kind: 'Deployment', name: 'hasty' }, path, 3));
    expect(reportOf(patient, 'deployments', 'default/hasty').services[0]?.refused).toBe(0);
  });

  it('are all requests while a Recreate has no Pod', () => {
    const session = played(tapeOf('recreate'));
    const report = reportOf(session, 'deployments', 'default/web');
    expect(report.lowest.count).toBe(0);
    expect(report.services).toMatchObject([{ sent: 20, refused: 20 }]);
    expect(report.tookMs).toBe(5_000);
  });
});

describe('a rollout that does not finish', () => {
  it('says so, and begins anew with the command that takes it back', () => {
    const tape = tapeOf('stuck');
    const stuck = played({ ...tape, commands: tape.commands.slice(0, -1) });
    const report = reportOf(stuck, 'deployments', 'default/web');
    expect(report.tookMs).toBeUndefined();
    expect(report.act?.at).toBe(8_000);
    const undone = reportOf(played(tape), 'deployments', 'default/web');
    expect(undone.act?.at).toBe(90_000);
    expect(undone.tookMs).toBeDefined();
  });
});

describe('other workloads', () => {
  it.each([
    ['statefulset', 'statefulsets', 'default/db', 5],
    ['daemonset', 'daemonsets', 'default/agent', 5],
  ])('%s', (example, table, key, desired) => {
    const report = reportOf(played(tapeOf(example)), table, key);
    expect(report.desired).toBe(desired);
    expect(report.tookMs).toBeGreaterThan(0);
    expect(report.lowest.count).toBe(desired - 1);
    expect(report.most.count).toBe(desired);
  });

  it('that never were have no figures', () => {
    expect(reportOf(played(tapeOf('rolling')), 'deployments', 'default/other')).toMatchObject({ act: undefined, tookMs: undefined });
  });
});
