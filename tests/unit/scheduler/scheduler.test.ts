import { describe, expect, it } from 'vitest';
import { findCondition } from '../../../src/kube/conditions.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import { explainScheduling } from '../../../src/cluster/scheduler/index.ts';
import { changeNodes } from '../../../src/cluster/node/actions.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const small = (name: string, more: object = {}) => ({ name, allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, ...more });
const THREE = [small('n1'), small('n2'), small('n3')];

interface PodOptions {
  readonly name: string;
  readonly cpu?: string;
  readonly labels?: string;
  readonly spec?: readonly string[];
  readonly ports?: string;
}
function podYaml({ name, cpu, labels = '{}', spec = [], ports }: PodOptions): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: ${labels}}
spec:
${spec.map((line) => `  ${line}\n`).join('')}  containers:
    - {name: c, image: "app:1"${cpu ? `, resources: {requests: {cpu: "${cpu}"}}` : ''}${ports ? `, ports: ${ports}` : ''}}
`;
}
const priorityClass = (name: string, value: number, more = ''): string =>
  `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: ${name}}\nvalue: ${value}\n${more}`;

const podOf = (cluster: TestCluster, name: string): Pod => cluster.pods().find(({ metadata }) => metadata.name === name) as Pod;
const nodeOf = (cluster: TestCluster, name: string): string | undefined => podOf(cluster, name)?.spec.nodeName;
const counts = (cluster: TestCluster): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { spec } of cluster.pods()) found[spec.nodeName ?? '-'] = (found[spec.nodeName ?? '-'] ?? 0) + 1;
  return found;
};
const PREEMPTION = (text: string): string => `no new claims to deallocate, preemption: ${text}`;

describe('a Pod that fits', () => {
  it('is bound, with a condition and an event', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'p' }));
    expect(nodeOf(cluster, 'p')).toBe('n1');
    expect(findCondition(podOf(cluster, 'p').status.conditions, 'PodScheduled')).toMatchObject({ status: 'True' });
    expect(podOf(cluster, 'p').metadata.generation).toBe(1);
    expect(cluster.events('Scheduled')).toEqual(['Successfully assigned default/p to n1']);
  });

  it('goes where most is left, and its fellows are spread', () => {
    const cluster = new TestCluster({ nodes: [small('n1'), { name: 'n2', allocatable: { cpu: '8', memory: '16Gi', pods: '110' } }] });
    cluster.apply(podYaml({ name: 'p', cpu: '2' }));
    expect(nodeOf(cluster, 'p')).toBe('n2');
    const three = new TestCluster({ nodes: THREE });
    three.apply(deploymentYaml({ replicas: 9 }));
    expect(counts(three)).toEqual({ n1: 3, n2: 3, n3: 3 });
  });

  it('is not where a taint, a selector or a port of another forbids it', () => {
    const cluster = new TestCluster({
      nodes: [small('n1', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] }), small('n2', { labels: { disk: 'ssd' } }), small('n3')],
    });
    cluster.apply(podYaml({ name: 'selects', spec: ['nodeSelector: {disk: ssd}'] }));
    cluster.apply(
      podYaml({ name: 'tolerates', spec: ['nodeSelector: {kubernetes.io/hostname: n1}', 'tolerations: [{key: dedicated, operator: Equal, value: db}]'] }),
    );
    cluster.apply(podYaml({ name: 'port-1', ports: '[{containerPort: 80, hostPort: 80}]' }));
    cluster.apply(podYaml({ name: 'port-2', ports: '[{containerPort: 80, hostPort: 80}]' }));
    cluster.apply(podYaml({ name: 'port-3', ports: '[{containerPort: 80, hostPort: 80}]' }));
    expect(nodeOf(cluster, 'selects')).toBe('n2');
    expect(nodeOf(cluster, 'tolerates')).toBe('n1');
    expect([nodeOf(cluster, 'port-1'), nodeOf(cluster, 'port-2')].sort()).toEqual(['n2', 'n3']);
    expect(nodeOf(cluster, 'port-3')).toBeUndefined();
    expect(cluster.events('FailedScheduling')).toEqual([
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't have free ports for the requested pod ports. ${PREEMPTION('0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.')}`,
    ]);
  });

  it('counts the Nodes without a zone as one more zone when it weighs how its fellows are spread', () => {
    const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
    const cluster = new TestCluster({ nodes: [small('n1', zone('a')), small('n2', zone('b')), small('n3')] });
    cluster.apply('apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n');
    for (const [i, node] of ['n1', 'n1', 'n1', 'n3'].entries()) cluster.apply(podYaml({ name: `f${i}`, labels: '{app: web}', spec: [`nodeName: ${node}`] }));
    cluster.apply(podYaml({ name: 'p', labels: '{app: web}', spec: ['schedulingGates: [{name: example.com/later}]'] }));
    const { nodes } = explainScheduling(cluster.session.cluster.store, podOf(cluster, 'p'));
    const spread = nodes.map(({ score }) => score?.parts.find(([plugin]) => plugin === 'PodTopologySpread')?.[1]);
    // Three Nodes and three zones, ln 5 each: 16 on n1, 6 on n2 and 4 on n3, of which the least is best; twice, as it weighs two.
    expect(spread).toEqual([2 * 25, 2 * 87, 2 * 100]);
  });

  it('prefers what it asks for softly', () => {
    const cluster = new TestCluster({
      nodes: [small('n1'), small('n2', { labels: { disk: 'ssd' } }), small('n3', { taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] })],
    });
    cluster.apply(
      podYaml({
        name: 'p',
        spec: [
          'affinity:',
          '  nodeAffinity:',
          '    preferredDuringSchedulingIgnoredDuringExecution:',
          '      - {weight: 50, preference: {matchExpressions: [{key: disk, operator: In, values: [ssd]}]}}',
        ],
      }),
    );
    expect(nodeOf(cluster, 'p')).toBe('n2');
  });
});

describe('affinity and spreading', () => {
  const zones = [
    small('a1', { labels: { 'topology.kubernetes.io/zone': 'a' } }),
    small('a2', { labels: { 'topology.kubernetes.io/zone': 'a' } }),
    small('b1', { labels: { 'topology.kubernetes.io/zone': 'b' } }),
  ];
  const affinity = (kind: string, topologyKey: string): string[] => [
    'affinity:',
    `  ${kind}:`,
    '    requiredDuringSchedulingIgnoredDuringExecution:',
    `      - {labelSelector: {matchLabels: {app: db}}, topologyKey: ${topologyKey}}`,
  ];

  it('puts a Pod beside those it wants, in the whole domain, and waits for them', () => {
    const cluster = new TestCluster({ nodes: zones });
    cluster.apply(podYaml({ name: 'web', spec: affinity('podAffinity', 'topology.kubernetes.io/zone') }));
    expect(nodeOf(cluster, 'web')).toBeUndefined();
    expect(cluster.events('FailedScheduling')[0]).toMatch(/^0\/3 nodes are available: 3 node\(s\) didn't match pod affinity rules\. /);
    cluster.apply(podYaml({ name: 'db', labels: '{app: db}', spec: ['nodeSelector: {topology.kubernetes.io/zone: b}'] }));
    expect(nodeOf(cluster, 'web')).toBe('b1');
  });

  it('lets the first of a kind in that wants its own kind', () => {
    const cluster = new TestCluster({ nodes: zones });
    cluster.apply(podYaml({ name: 'db', labels: '{app: db}', spec: affinity('podAffinity', 'topology.kubernetes.io/zone') }));
    expect(nodeOf(cluster, 'db')).toBeDefined();
  });

  it('keeps Pods apart, from both sides', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'shy', labels: '{app: shy}', spec: affinity('podAntiAffinity', 'kubernetes.io/hostname') }));
    cluster.apply(podYaml({ name: 'db', labels: '{app: db}' }));
    expect(nodeOf(cluster, 'db')).toBeUndefined();
    expect(cluster.events('FailedScheduling')[0]).toContain("1 node(s) didn't satisfy existing pods anti-affinity rules.");
    cluster.kubectl('delete pod shy --wait=false');
    cluster.advance(1);
    expect(nodeOf(cluster, 'db')).toBe('n1');
  });

  it('keeps the skew of a topology spread constraint', () => {
    const cluster = new TestCluster({ nodes: zones });
    const constraint = [
      'topologySpreadConstraints:',
      '  - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}',
    ];
    cluster.apply(deploymentYaml({ replicas: 6, pod: constraint }));
    const found = counts(cluster);
    expect((found['a1'] ?? 0) + (found['a2'] ?? 0)).toBe(3);
    expect(found['b1']).toBe(3);
    cluster.kubectl('cordon b1');
    cluster.kubectl('scale deployment web --replicas=8');
    expect(counts(cluster)['-']).toBe(1);
    expect(cluster.events('FailedScheduling')[0]).toContain("1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints.");
  });
});

describe('a Pod that does not fit', () => {
  it('says why, Node by Node', () => {
    const cluster = new TestCluster({
      nodes: [small('n1'), small('n2', { unschedulable: true }), small('n3', { taints: [{ key: 'k', effect: 'NoExecute' }] })],
    });
    cluster.apply(podYaml({ name: 'p', cpu: '5' }));
    const message = `0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. ${PREEMPTION('0/3 nodes are available: 3 Preemption is not helpful for scheduling.')}`;
    // Twice: the cordoned Node got its taint in between.
    expect(cluster.events('FailedScheduling')).toEqual([message, message]);
    expect(findCondition(podOf(cluster, 'p').status.conditions, 'PodScheduled')).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
    expect(podOf(cluster, 'p').status.phase).toBe('Pending');
  });

  it('says that there are no Nodes, and is scheduled when one comes', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    changeNodes(cluster.session.cluster, { delete: ['n1'] });
    cluster.apply(podYaml({ name: 'p' }));
    expect(cluster.events('FailedScheduling')).toEqual(['no nodes available to schedule pods']);
    changeNodes(cluster.session.cluster, { add: [small('n2')] });
    // No plugin refused it that a Node could help: it is its back-off alone that brings it back.
    expect(nodeOf(cluster, 'p')).toBeUndefined();
    cluster.advance(2);
    expect(nodeOf(cluster, 'p')).toBe('n2');
  });

  it('waits for longer and longer while there are no Nodes, and is let in at its next turn', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    changeNodes(cluster.session.cluster, { delete: ['n1'] });
    cluster.apply(podYaml({ name: 'p' }));
    // Tries at 0, 2, 5, 10, 19, 30 and 41 seconds: 1, 2, 4, 8 and then always 10, and on to the end of that second.
    cluster.advance(31);
    expect(cluster.session.settled).toBe(true);
    changeNodes(cluster.session.cluster, { add: [small('n2')] });
    cluster.advance(9);
    expect(nodeOf(cluster, 'p')).toBeUndefined();
    cluster.advance(1);
    expect(nodeOf(cluster, 'p')).toBe('n2');
  });

  it('comes before those that are new, once it has kept out of their way for a while', () => {
    for (const [waited, first] of [
      [0, 'young'],
      [5, 'old'],
    ] as const) {
      const cluster = new TestCluster({ nodes: [small('n1')] });
      cluster.apply(podYaml({ name: 'big', cpu: '4' }));
      cluster.apply(podYaml({ name: 'old', cpu: '4' }));
      cluster.advance(waited);
      const { cluster: inner } = cluster.session;
      inner.decide('test', 0, undefined, () => {
        inner.server.create({ ...podOf(cluster, 'old'), metadata: { name: 'young', namespace: 'default' }, status: {} } as never, { trusted: true });
        inner.server.delete('pods', 'default/big', { gracePeriodSeconds: 0 });
      });
      cluster.advance(0);
      expect([waited, nodeOf(cluster, first)]).toEqual([waited, 'n1']);
    }
  });

  it('is tried again for a change of its own that concerns what refused it', () => {
    const cluster = new TestCluster({
      nodes: [small('n1', { taints: [{ key: 'a', effect: 'NoSchedule' }] }), { name: 'n2', allocatable: { cpu: '1', memory: '1Gi', pods: '9' } }],
    });
    cluster.apply(podYaml({ name: 'p', cpu: '2' }));
    const attempts = (): number => cluster.rules().filter((rule) => rule === 'scheduler/unschedulable').length;
    expect(attempts()).toBe(1);
    cluster.kubectl('label pod p a=b');
    expect(attempts()).toBe(1);
    cluster.kubectl(`patch pod p --type=json -p '[{"op":"add","path":"/spec/tolerations/-","value":{"key":"b","operator":"Exists"}}]'`);
    expect(attempts()).toBe(2);
    cluster.kubectl(`patch pod p --type=json -p '[{"op":"add","path":"/spec/tolerations/-","value":{"key":"a","operator":"Exists"}}]'`);
    expect(nodeOf(cluster, 'p')).toBe('n1');
  });

  it('counts what it asks for as a whole, and the ports of sidecars', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'whole', cpu: '1', spec: ['resources: {requests: {cpu: "5"}}'] }));
    expect(cluster.events('FailedScheduling')[0]).toContain('1 Insufficient cpu');
    const sidecar = (name: string): string =>
      podYaml({ name, spec: ['initContainers: [{name: s, image: "app:1", restartPolicy: Always, ports: [{containerPort: 80, hostPort: 80}]}]'] });
    cluster.apply(sidecar('one'));
    cluster.apply(sidecar('two'));
    expect([nodeOf(cluster, 'one'), nodeOf(cluster, 'two')]).toEqual(['n1', undefined]);
  });

  it('is tried again only when what refused it may have changed', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'big', cpu: '3' }));
    cluster.apply(podYaml({ name: 'p', cpu: '2' }));
    const attempts = (): number => cluster.rules().filter((rule) => rule === 'scheduler/unschedulable').length;
    expect(attempts()).toBe(1);
    cluster.kubectl('label nodes n1 a=b');
    cluster.apply(podYaml({ name: 'small', cpu: '100m' }));
    expect(attempts()).toBe(1);
    // A taint may have hidden a Node when it came: every Pod that a Node could help is tried again.
    cluster.kubectl('taint nodes n1 a=b:NoSchedule');
    expect(attempts()).toBe(2);
    cluster.kubectl('taint nodes n1 a-');
    expect(attempts()).toBe(3);
    cluster.kubectl('delete pod big --wait=false');
    cluster.advance(1);
    expect(nodeOf(cluster, 'p')).toBe('n1');
    expect(attempts()).toBe(3);
  });

  it('waits for its claim', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'p', spec: ['volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]'] }));
    expect(cluster.events('FailedScheduling')).toEqual(['0/1 nodes are available: persistentvolumeclaim "data" not found. not found']);
    cluster.apply(
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
    );
    expect(nodeOf(cluster, 'p')).toBe('n1');
  });

  it('waits until nobody else uses a claim that is for one Pod', () => {
    const cluster = new TestCluster({ nodes: [small('n1'), small('n2')] });
    cluster.apply(
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Gi}}}\n',
    );
    const uses = 'volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]';
    cluster.apply(podYaml({ name: 'a', spec: [uses] }));
    cluster.apply(podYaml({ name: 'b', spec: [uses] }));
    expect(nodeOf(cluster, 'a')).toBe('n1');
    expect(cluster.events('FailedScheduling')).toEqual([
      `0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod. ${PREEMPTION('0/2 nodes are available: 2 No preemption victims found for incoming pod.')}`,
    ]);
    cluster.kubectl('delete pod a --wait=false');
    cluster.advance(2);
    expect(nodeOf(cluster, 'b')).toBeDefined();
  });

  it('stays out of the queue while it has scheduling gates', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'p', spec: ['schedulingGates: [{name: example.com/quota}]'] }));
    expect(nodeOf(cluster, 'p')).toBeUndefined();
    expect(cluster.events('FailedScheduling')).toEqual([]);
    const { cluster: inner } = cluster.session;
    inner.decide('test', 0, undefined, () => {
      const { schedulingGates: _, ...spec } = podOf(cluster, 'p').spec;
      inner.server.update({ ...podOf(cluster, 'p'), spec } as never, { trusted: true });
    });
    cluster.advance(0);
    expect(nodeOf(cluster, 'p')).toBe('n1');
  });
});

describe('priority', () => {
  const classes = `${priorityClass('low', 10)}---\n${priorityClass('high', 1000)}---\n${priorityClass('polite', 2000, 'preemptionPolicy: Never\n')}`;
  const full = (): TestCluster => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(classes);
    for (const name of ['a', 'b', 'c', 'd']) cluster.apply(podYaml({ name, cpu: '1', labels: `{app: ${name}}`, spec: ['priorityClassName: low'] }));
    cluster.advance(5);
    return cluster;
  };

  it('decides who is tried first', () => {
    const cluster = full();
    cluster.apply(podYaml({ name: 'later-1', cpu: '4', spec: ['priorityClassName: low'] }));
    cluster.apply(podYaml({ name: 'later-2', cpu: '4', spec: ['priorityClassName: polite'] }));
    cluster.kubectl('delete pod a b c d --wait=false');
    cluster.advance(2);
    expect(nodeOf(cluster, 'later-2')).toBe('n1');
    expect(nodeOf(cluster, 'later-1')).toBeUndefined();
    expect(cluster.events('FailedScheduling').some((message) => message.endsWith('preemption: not eligible due to preemptionPolicy=Never.'))).toBe(true);
  });

  it('lets as few as possible of the less important go, and promises their place', () => {
    const cluster = full();
    const before = cluster.entries.length;
    cluster.apply(podYaml({ name: 'vip', cpu: '2', spec: ['priorityClassName: high'] }));
    const victims = cluster.pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect(victims).toHaveLength(2);
    for (const victim of victims)
      expect(findCondition(victim.status.conditions, 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'PreemptionByScheduler' });
    expect(podOf(cluster, 'vip').status.nominatedNodeName).toBe('n1');
    expect(cluster.events('FailedScheduling')).toEqual(['0/1 nodes are available: 1 Insufficient cpu.']);
    expect(cluster.events('Preempted')).toHaveLength(2);
    expect(cluster.rules(before)).toContain('scheduler/preempted');
    // Nobody else gets the place meanwhile.
    cluster.apply(podYaml({ name: 'thief', cpu: '1', spec: ['priorityClassName: low'] }));
    cluster.advance(1);
    expect(nodeOf(cluster, 'vip')).toBe('n1');
    expect(podOf(cluster, 'vip').status.nominatedNodeName).toBeUndefined();
    expect(nodeOf(cluster, 'thief')).toBeUndefined();
  });

  it('spares those whose budget would be violated', () => {
    const cluster = full();
    cluster.apply(
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: keep}\nspec: {minAvailable: 2, selector: {matchExpressions: [{key: app, operator: In, values: [c, d]}]}}\n',
    );
    cluster.apply(podYaml({ name: 'vip', cpu: '2', spec: ['priorityClassName: high'] }));
    expect(
      cluster
        .pods()
        .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['a', 'b']);
  });
});

describe('the explanation', () => {
  it('has a verdict for each Node: who refused it and why, or its scores', () => {
    const cluster = new TestCluster({ nodes: [small('n1', { unschedulable: true }), small('n2'), small('n3')] });
    cluster.apply(podYaml({ name: 'p', cpu: '1' }));
    const { store } = cluster.session.cluster;
    const { nodes, best } = explainScheduling(store, podOf(cluster, 'p'));
    expect(nodes.map(({ node }) => node)).toEqual(['n1', 'n2', 'n3']);
    expect(nodes[0]?.refused).toEqual({ plugin: 'NodeUnschedulable', reasons: ['node(s) were unschedulable'], resolvable: false });
    // As if the Pod stood nowhere yet: it goes where it went.
    expect(best).toBe(nodeOf(cluster, 'p'));
    for (const { score } of nodes.slice(1)) expect(score?.parts.reduce((sum, [, part]) => sum + part, 0)).toBe(score?.total);
    expect(nodes[1]?.score?.parts.map(([plugin]) => plugin)).toEqual(['TaintToleration', 'NodeResourcesFit', 'NodeResourcesBalancedAllocation']);
  });

  it('has the sentence for a Pod that goes nowhere', () => {
    const cluster = new TestCluster({ nodes: [small('n1')] });
    cluster.apply(podYaml({ name: 'p', cpu: '3' }));
    cluster.apply(podYaml({ name: 'q', cpu: '3' }));
    const explanation = explainScheduling(cluster.session.cluster.store, podOf(cluster, 'q'));
    expect(explanation).toEqual({
      nodes: [{ node: 'n1', refused: { plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'], resolvable: true } }],
      message: '0/1 nodes are available: 1 Insufficient cpu.',
    });
  });
});

describe('many Nodes', () => {
  it('are not all looked at, but all get their share', () => {
    const nodes = Array.from({ length: 300 }, (_, i) => small(`n${i}`));
    const cluster = new TestCluster({ nodes });
    cluster.apply(deploymentYaml({ replicas: 600 }));
    expect(Object.keys(counts(cluster))).toHaveLength(300);
    expect(Math.max(...Object.values(counts(cluster)))).toBeLessThanOrEqual(3);
    const bound = cluster.entries.find(({ reason }) => reason.rule === 'scheduler/bound');
    expect(bound?.reason.values['nodes']).toBe(100);
  });
});

describe('a copy of the cluster', () => {
  it('has the same future: the queue and the sums come along', () => {
    const cluster = new TestCluster({ nodes: THREE });
    cluster.apply(deploymentYaml({ replicas: 8, pod: ['priorityClassName: system-cluster-critical'] }));
    cluster.apply(podYaml({ name: 'big', cpu: '4' }));
    for (const name of ['w1', 'w2', 'w3', 'w4']) cluster.apply(podYaml({ name, cpu: '3' }));
    const original = cluster.session.cluster;
    const copy = original.copy();
    for (const each of [original, copy]) {
      changeNodes(each, { add: [small('n4'), small('n5')] });
      each.runUntil(30_000);
    }
    expect(copy.log.length).toBe(original.log.length);
    expect([...copy.store.list('pods')]).toEqual([...original.store.list('pods')]);
    expect([...copy.store.list('pods')].every(({ spec }) => spec.nodeName !== undefined)).toBe(true);
  });
});
