import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../../src/kube/pod.ts';
import { findCondition } from '../../../src/kube/conditions.ts';
import { setImages, setReady } from '../../../src/cluster/node/actions.ts';
import { TestCluster } from '../../support/cluster.ts';

/** A Pod's manifest; `spec` stands under `spec:`, `container` under its one container. */
function podYaml({
  name = 'p',
  image = 'app:1',
  spec = [],
  container = [],
  annotations = '{}',
}: { name?: string; image?: string; spec?: readonly string[]; container?: readonly string[]; annotations?: string } = {}): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, annotations: ${annotations}}
spec:
${spec.map((line) => `  ${line}\n`).join('')}  containers:
    - name: c
      image: "${image}"
${container.map((line) => `      ${line}\n`).join('')}`;
}

const only = (cluster: TestCluster): Pod => {
  const [pod, ...others] = cluster.pods();
  if (!pod || others.length) throw new Error(`${cluster.pods().length} Pods`);
  return pod;
};
const main = (cluster: TestCluster): ContainerStatus => only(cluster).status.containerStatuses?.[0] as ContainerStatus;
const condition = (cluster: TestCluster, type: string) => findCondition(only(cluster).status.conditions, type);
/** The first second in which something is so. */
function secondOf(cluster: TestCluster, is: () => boolean, limit = 400): number {
  for (let second = 0; second <= limit; second++) {
    if (is()) return second;
    cluster.advance(1);
  }
  throw new Error(`not within ${limit} s`);
}
const isReady = (cluster: TestCluster) => (): boolean => main(cluster).ready;

describe('the start of a Pod', () => {
  it('takes its delays, counted from the binding, and says so in its status', () => {
    const cluster = new TestCluster({ images: { '*': { 'start-delay': 2, 'ready-delay': 3 } } });
    cluster.apply(podYaml());
    expect(only(cluster).status).toMatchObject({ phase: 'Pending', qosClass: 'BestEffort', startTime: '2026-01-05T00:00:00Z' });
    expect(only(cluster).status.podIP).toBeUndefined();
    expect(main(cluster).state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    expect(condition(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [c]' });
    cluster.advance(2);
    expect(only(cluster).status).toMatchObject({ phase: 'Running', podIP: '10.244.0.1' });
    expect(main(cluster)).toMatchObject({ ready: false, started: true, state: { running: { startedAt: '2026-01-05T00:00:02Z' } } });
    cluster.advance(3);
    expect(condition(cluster, 'Ready')).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-05T00:00:05Z' });
    expect(condition(cluster, 'PodScheduled')?.lastTransitionTime).toBe('2026-01-05T00:00:00Z');
  });

  it('takes the behaviour of an image from the default, the image and annotations, in that order', () => {
    const images = { '*': { 'start-delay': 2, 'ready-delay': 2 }, 'app:slow': { 'ready-delay': 7 } };
    const readyAfter = (manifest: string): number => {
      const cluster = new TestCluster({ images });
      cluster.apply(manifest);
      return secondOf(cluster, isReady(cluster));
    };
    expect(readyAfter(podYaml({ image: 'app:unheard-of' }))).toBe(4);
    expect(readyAfter(podYaml({ image: 'app:slow' }))).toBe(9);
    expect(readyAfter(podYaml({ image: 'app:slow', annotations: '{rolloutscope.dev/ready-delay: "1"}' }))).toBe(3);
    expect(readyAfter(podYaml({ annotations: '{rolloutscope.dev/c.ready-delay: "5", rolloutscope.dev/ready-delay: "1"}' }))).toBe(7);
  });

  it('runs init containers one after the other, and sidecars beside what comes after them', () => {
    const cluster = new TestCluster();
    cluster.apply(
      podYaml({
        spec: [
          'initContainers:',
          '  - {name: first, image: "i:1"}',
          '  - {name: proxy, image: "i:2", restartPolicy: Always}',
          '  - {name: last, image: "i:3"}',
        ],
      }),
    );
    const states = (): string =>
      (only(cluster).status.initContainerStatuses ?? []).map(({ state }) => (state?.running ? 'R' : state?.terminated ? 'T' : 'W')).join('') +
      (main(cluster).state?.running ? 'R' : 'W');
    const seen: string[] = [states()];
    for (let second = 0; second < 7; second++) seen.push((cluster.advance(1), states()));
    // Each init container starts for a second and works for one; the sidecar lets the next begin once it runs.
    expect(seen).toEqual(['WWWW', 'RWWW', 'TWWW', 'TRWW', 'TRRW', 'TRTW', 'TRTR', 'TRTR']);
    expect(condition(cluster, 'Initialized')?.status).toBe('True');
    expect(only(cluster).status.phase).toBe('Running');
  });

  it('waits for a readiness gate', () => {
    const cluster = new TestCluster();
    cluster.apply(podYaml({ spec: ['readinessGates:', '  - conditionType: example.com/traffic'] }));
    cluster.advance(5);
    expect(condition(cluster, 'ContainersReady')?.status).toBe('True');
    expect(condition(cluster, 'Ready')).toMatchObject({ status: 'False', reason: 'ReadinessGatesNotReady' });
    const { cluster: inner } = cluster.session;
    inner.decide('test', 0, undefined, () => {
      const pod = only(cluster);
      inner.server.updateStatus({
        ...pod,
        status: { ...pod.status, conditions: [...(pod.status.conditions ?? []), { type: 'example.com/traffic', status: 'True' }] },
      } as never);
    });
    cluster.advance(0);
    expect(condition(cluster, 'Ready')?.status).toBe('True');
    expect(condition(cluster, 'example.com/traffic')?.status).toBe('True');
  });
});

describe('probes', () => {
  it('lets a Pod be ready at the first readiness probe after its program is', () => {
    const probe = (text: string): TestCluster => {
      const cluster = new TestCluster({ images: { '*': { 'ready-delay': 4 } } });
      cluster.apply(podYaml({ container: [`readinessProbe: {${text}, httpGet: {path: /, port: 80}}`] }));
      return cluster;
    };
    // It runs at 1 s and answers from 5 s on.
    const after = (text: string): number => {
      const cluster = probe(text);
      return secondOf(cluster, isReady(cluster));
    };
    expect(after('periodSeconds: 10')).toBe(11);
    expect(after('periodSeconds: 3')).toBe(7);
    expect(after('initialDelaySeconds: 9, periodSeconds: 5')).toBe(10);
    expect(after('periodSeconds: 3, successThreshold: 3')).toBe(13);
  });

  it('takes a failing Pod out after failureThreshold probes, and in again after successThreshold', () => {
    const cluster = new TestCluster();
    cluster.apply(podYaml({ container: ['readinessProbe: {periodSeconds: 2, failureThreshold: 3, httpGet: {path: /, port: 80}}'] }));
    cluster.advance(10);
    setReady(cluster.session.cluster, { p: false }, 'default');
    // Probed at 1, 3, 5 … 11, 13, 15.
    expect(secondOf(cluster, () => !main(cluster).ready)).toBe(5);
    expect(main(cluster).restartCount).toBe(0);
    expect(cluster.events('Unhealthy')).toEqual(['Readiness probe failed: HTTP probe failed with statuscode: 503']);
    cluster.advance(1);
    setReady(cluster.session.cluster, { p: true }, 'default');
    expect(secondOf(cluster, isReady(cluster))).toBe(1);
  });

  it('restarts a container whose liveness probe fails before the program answers, again and again', () => {
    const cluster = new TestCluster({ images: { '*': { 'ready-delay': 60 } } });
    cluster.apply(podYaml({ container: ['livenessProbe: {periodSeconds: 5, failureThreshold: 2, httpGet: {path: /, port: 80}}'] }));
    // Runs at 1, is given up at 6, has ended at 7 and runs again at once; the second time it waits.
    expect(secondOf(cluster, () => main(cluster).restartCount === 1)).toBe(7);
    expect(main(cluster).state?.running?.startedAt).toBe('2026-01-05T00:00:07Z');
    expect(secondOf(cluster, () => main(cluster).restartCount === 2)).toBe(6);
    expect(main(cluster).state?.waiting?.reason).toBe('CrashLoopBackOff');
    expect(cluster.rules()).toContain('kubelet/killed');
  });

  it('is saved from that by a startup probe', () => {
    const cluster = new TestCluster({ images: { '*': { 'ready-delay': 20 } } });
    cluster.apply(
      podYaml({
        container: [
          'livenessProbe: {periodSeconds: 5, failureThreshold: 2, httpGet: {path: /, port: 80}}',
          'startupProbe: {periodSeconds: 5, failureThreshold: 10, httpGet: {path: /, port: 80}}',
        ],
      }),
    );
    expect(secondOf(cluster, () => main(cluster).started === true)).toBe(21);
    cluster.advance(60);
    expect(main(cluster)).toMatchObject({ restartCount: 0, ready: true });
  });

  it('kills a program that hangs', () => {
    const cluster = new TestCluster();
    cluster.apply(
      podYaml({
        annotations: '{rolloutscope.dev/hang-after: "30"}',
        container: ['livenessProbe: {periodSeconds: 10, failureThreshold: 3, httpGet: {path: /, port: 80}}'],
      }),
    );
    cluster.advance(30);
    expect(main(cluster)).toMatchObject({ ready: true, restartCount: 0 });
    // It hangs from 31 s on; the probes at 31, 41 and 51 fail; it ends at 52.
    expect(30 + secondOf(cluster, () => main(cluster).restartCount === 1)).toBe(52);
  });
});

describe('what goes wrong', () => {
  it('waits 10, 20, 40 … 300 s between the starts of a program that crashes', () => {
    const cluster = new TestCluster({ images: { '*': { fault: 'CrashLoop', 'crash-after': 1, 'ready-delay': 5 } } });
    cluster.apply(podYaml());
    const waits: number[] = [];
    for (let crash = 1; crash <= 7; crash++) {
      secondOf(cluster, () => main(cluster).restartCount === crash);
      expect(main(cluster).state?.waiting?.reason).toBe('CrashLoopBackOff');
      expect(only(cluster).status.phase).toBe('Running');
      waits.push(secondOf(cluster, () => main(cluster).state?.running !== undefined));
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
    expect(main(cluster).lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
  });

  it('begins with the shortest wait again after ten good minutes', () => {
    const cluster = new TestCluster({ images: { '*': { fault: 'CrashLoop', 'crash-after': 601 } } });
    cluster.apply(podYaml());
    secondOf(cluster, () => main(cluster).restartCount === 1, 700);
    expect(secondOf(cluster, () => main(cluster).state?.running !== undefined)).toBe(10);
    secondOf(cluster, () => main(cluster).restartCount === 2, 700);
    expect(secondOf(cluster, () => main(cluster).state?.running !== undefined)).toBe(10);
  });

  it('goes on once an image can be pulled, at the next try', () => {
    const cluster = new TestCluster({ images: { 'app:1': { fault: 'ImagePull' } } });
    cluster.apply(podYaml());
    cluster.advance(1);
    expect(main(cluster).state?.waiting).toEqual({ reason: 'ImagePullBackOff', message: 'Back-off pulling image "app:1"' });
    cluster.advance(14);
    expect(only(cluster).status.phase).toBe('Pending');
    setImages(cluster.session.cluster, { 'app:1': {} });
    // Tried at 1, 11, 31.
    expect(15 + secondOf(cluster, () => main(cluster).state?.running !== undefined)).toBe(31);
  });

  it('ends a Pod for good where nothing is to be restarted', () => {
    const phases = (restartPolicy: string, exitCode: number): string | undefined => {
      const cluster = new TestCluster();
      cluster.apply(
        podYaml({ spec: [`restartPolicy: ${restartPolicy}`], annotations: `{rolloutscope.dev/exit-after: "3", rolloutscope.dev/exit-code: "${exitCode}"}` }),
      );
      cluster.advance(5);
      return only(cluster).status.phase;
    };
    expect(phases('Never', 0)).toBe('Succeeded');
    expect(phases('Never', 3)).toBe('Failed');
    expect(phases('OnFailure', 0)).toBe('Succeeded');
    expect(phases('OnFailure', 3)).toBe('Running');
  });

  it('keeps the main containers waiting while an init container fails', () => {
    const cluster = new TestCluster({ images: { 'i:1': { fault: 'CrashLoop' } } });
    cluster.apply(podYaml({ spec: ['initContainers:', '  - {name: setup, image: "i:1"}'] }));
    cluster.advance(5);
    expect(only(cluster).status.initContainerStatuses?.[0]).toMatchObject({ restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } });
    expect(main(cluster).state?.waiting?.reason).toBe('PodInitializing');
    expect(condition(cluster, 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [setup]',
    });
  });
});

describe('the end of a Pod', () => {
  const gone = (manifest: string, images: Record<string, object>, command: string): number => {
    const cluster = new TestCluster({ images });
    cluster.apply(manifest);
    cluster.advance(5);
    cluster.kubectl(command);
    return secondOf(cluster, () => cluster.pods().length === 0);
  };
  const stop = (seconds: number) => ({ '*': { 'stop-delay': seconds } });

  it('takes its program and its preStop hook as long as they take, within the grace period', () => {
    const command = 'delete pod p --wait=false';
    expect(gone(podYaml(), stop(4), command)).toBe(4);
    expect(gone(podYaml(), stop(0), command)).toBe(0);
    expect(gone(podYaml(), stop(60), command)).toBe(30);
    expect(gone(podYaml({ spec: ['terminationGracePeriodSeconds: 5'] }), stop(60), command)).toBe(5);
    expect(gone(podYaml({ container: ['lifecycle: {preStop: {sleep: {seconds: 7}}}'] }), stop(1), command)).toBe(8);
    expect(gone(podYaml({ container: ['lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 7"]}}}'] }), stop(1), command)).toBe(8);
    expect(gone(podYaml(), stop(20), `${command} --grace-period=3`)).toBe(3);
    expect(gone(podYaml(), stop(20), `${command} --grace-period=0 --force`)).toBe(0);
  });

  it('leaves a ready Pod ready until it is gone', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 5 } } });
    cluster.apply(podYaml());
    cluster.advance(5);
    cluster.kubectl('delete pod p --wait=false');
    cluster.advance(4);
    expect(only(cluster).metadata.deletionTimestamp).toBeDefined();
    expect(condition(cluster, 'Ready')?.status).toBe('True');
  });
});

describe('frames', () => {
  it('name the kubelet of the Node, and what the frame before led to', () => {
    const cluster = new TestCluster({ nodes: [{ name: 'n1' }] });
    cluster.apply(podYaml());
    cluster.advance(5);
    const frames = cluster.entries.filter(({ by }) => by === 'kubelet/n1');
    expect(frames.map(({ reason }) => reason.rule)).toEqual(['kubelet/accepted', 'kubelet/started', 'kubelet/ready']);
    const bound = cluster.entries.find(({ reason }) => reason.rule === 'scheduler/bound');
    expect(frames[0]?.cause).toBe(bound?.seq);
    expect(frames[1]?.cause).toBe(frames[0]?.seq);
  });

  it('touch a Pod that stands still no more', () => {
    const cluster = new TestCluster();
    cluster.apply(podYaml());
    cluster.advance(5);
    const before = cluster.entries.length;
    cluster.advance(3600);
    expect(cluster.entries.length).toBe(before);
  });
});
