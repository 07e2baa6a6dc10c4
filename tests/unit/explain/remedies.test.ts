import { describe, expect, it } from 'vitest';
import { blockersOf } from '../../../src/cluster/explain/index.ts';
import { type TriedBlocker, explainBlockers, explainContext } from '../../../src/scenario/remedy.ts';
import type { Action } from '../../../src/scenario/tape.ts';
import { type DeploymentOptions, type Options, TestCluster, deploymentYaml } from '../../support/cluster.ts';

/** Something that stands still, and what is said about it. */
interface Case {
  readonly about: string;
  readonly cluster?: Options;
  /** Manifests, console lines (they begin with a program's name), seconds to let pass, and other acts. */
  readonly story: readonly (string | number | Action)[];
  /** Table and key; a key that ends in `*` is that of the first object that begins so. */
  readonly subject: readonly [table: string, key: string];
  readonly rule: string;
  readonly remedy: string;
}

const LINE = /^(?:kubectl|ssh|echo) /;
const node = (name: string, more: object = {}): NonNullable<Options['nodes']>[number] => ({ name, ...more });
const web = (options: DeploymentOptions = {}): string => deploymentYaml({ replicas: 2, ...options });
const service = (selector: string, port = '80'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: ${selector}, ports: [{port: 80, targetPort: ${port}}]}\n`;
const statefulSet = (strategy = ''): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
${strategy ? `  updateStrategy: ${strategy}\n` : ''}  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, image: "pg:1"}]}
`;
const daemonSet = (strategy = '', pod = ''): string => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
${strategy ? `  updateStrategy: ${strategy}\n` : ''}  template:
    metadata: {labels: {app: agent}}
    spec: {${pod}containers: [{name: c, image: "agent:1"}]}
`;
const budget = (spec: string): string =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {${spec}, selector: {matchLabels: {app: web}}}\n`;
const autoscaler = (spec = 'minReplicas: 1, maxReplicas: 4'): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n` +
  spec
    .split(', ')
    .map((line) => `  ${line}\n`)
    .join('') +
  '  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]\n';
const load = (cpu: string): Action => ({ do: 'load', load: { loads: [{ selector: { app: 'web' }, cpu }] } });
const asking = (more: DeploymentOptions = {}): string => web(more).replace('image: "nginx:1"}', 'image: "nginx:1", resources: {requests: {cpu: 100m}}}');
const hungry = (requests: string, replicas = 3): string =>
  web({ replicas }).replace('image: "nginx:1"}', `image: "nginx:1", resources: {requests: {${requests}}}}`);
const IMAGES = {
  'nginx:pull': { fault: 'ImagePull' },
  'nginx:never': { fault: 'NeverReady' },
  'nginx:crash': { fault: 'CrashLoop' },
  'pg:bad': { fault: 'NeverReady' },
  'agent:bad': { fault: 'ImagePull' },
} as const;
const DEPLOYMENT = ['deployments', 'default/web'] as const;

const CASES: readonly Case[] = [
  ...(['pull', 'never', 'crash'] as const).map((tag): Case => ({
    about: `a rollout whose image has the fault ${tag}`,
    cluster: { images: IMAGES },
    story: [web(), 5, `kubectl set image deployment/web c=nginx:${tag}`, 60],
    subject: DEPLOYMENT,
    rule: { pull: 'blocked/pod-image-pull', never: 'blocked/pod-not-ready', crash: 'blocked/pod-crash-loop' }[tag],
    remedy: 'remedy/undo',
  })),
  {
    about: 'a Pod whose readiness was taken away by hand',
    story: [web({ replicas: 1 }), 5, 'kubectl exec deploy/web -- rm -f /tmp/ready', 40],
    subject: ['pods', 'default/web-*'],
    rule: 'blocked/pod-not-ready',
    remedy: 'remedy/make-ready',
  },
  {
    about: 'a paused rollout',
    story: [web(), 5, 'kubectl rollout pause deployment/web', 'kubectl set image deployment/web c=nginx:2', 5],
    subject: DEPLOYMENT,
    rule: 'blocked/paused',
    remedy: 'remedy/resume',
  },
  {
    about: 'an exhausted quota',
    story: ['apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: "2"}}\n', web({ replicas: 4 }), 5],
    subject: DEPLOYMENT,
    rule: 'blocked/create-refused',
    remedy: 'remedy/raise-quota',
  },
  {
    about: 'a StatefulSet at an exhausted quota',
    story: ['apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: "1"}}\n', statefulSet(), 8],
    subject: ['statefulsets', 'default/db'],
    rule: 'blocked/create-refused',
    remedy: 'remedy/raise-quota',
  },
  // ---- Pods that no Node takes
  {
    about: 'a cordoned Node',
    cluster: { nodes: [node('node-1', { unschedulable: true })] },
    story: [web(), 3],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/uncordon',
  },
  {
    about: 'a taint',
    cluster: { nodes: [node('node-1', { taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }] })] },
    story: [web(), 3],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/untaint',
  },
  {
    about: 'a node selector',
    story: [web({ pod: ['nodeSelector: {disk: ssd}'] }), 3],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/label-node',
  },
  {
    about: 'a node affinity',
    story: [
      web({
        pod: [
          'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]}}}',
        ],
      }),
      3,
    ],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/label-node',
  },
  {
    about: 'an anti-affinity with fewer Nodes than Pods',
    cluster: { nodes: [node('node-1'), node('node-2')] },
    story: [
      web({
        replicas: 3,
        pod: [
          'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}',
        ],
      }),
      3,
    ],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/add-node',
  },
  {
    about: 'a spread over a label that no Node has',
    story: [
      web({
        pod: ['topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]'],
      }),
      3,
    ],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/label-node',
  },
  {
    about: 'a spread whose second place has no room',
    cluster: {
      nodes: [node('node-1', { labels: { zone: 'a' } }), node('node-2', { labels: { zone: 'b' }, allocatable: { cpu: '100m', memory: '64Gi', pods: '110' } })],
    },
    story: [
      hungry('cpu: 500m', 3).replace(
        '    spec:\n',
        '    spec:\n      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]\n',
      ),
      3,
    ],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/spread-anyway',
  },
  {
    about: 'too little CPU',
    cluster: { nodes: [node('node-1', { allocatable: { cpu: '1', memory: '4Gi', pods: '110' } })] },
    story: [hungry('cpu: 600m'), 3],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/add-node',
  },
  {
    about: 'more memory than any Node has',
    story: [hungry('memory: 900Gi', 1), 3],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/fewer-requests',
  },
  {
    about: 'a claim that is not there',
    story: [web({ replicas: 1, pod: ['volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]'] }), 3],
    subject: DEPLOYMENT,
    rule: 'blocked/pod-unschedulable',
    remedy: 'remedy/create-claim',
  },
  {
    about: 'a scheduling gate',
    story: [
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web-1}\nspec: {schedulingGates: [{name: example.com/later}], containers: [{name: c, image: "nginx:1"}]}\n',
      3,
    ],
    subject: ['pods', 'default/web-1'],
    rule: 'blocked/pod-gated',
    remedy: 'remedy/open-gates',
  },
  // ---- ordered and daemon sets
  {
    about: 'a StatefulSet with a broken ordinal',
    cluster: { images: IMAGES },
    story: [statefulSet(), 15, 'kubectl set image statefulset/db c=pg:bad', 20],
    subject: ['statefulsets', 'default/db'],
    rule: 'blocked/pod-not-ready',
    remedy: 'remedy/undo-and-delete',
  },
  {
    about: 'a StatefulSet that was gone back from a broken ordinal',
    cluster: { images: IMAGES },
    story: [statefulSet(), 15, 'kubectl set image statefulset/db c=pg:bad', 20, 'kubectl rollout undo statefulset/db', 20],
    subject: ['statefulsets', 'default/db'],
    rule: 'blocked/pod-not-ready',
    remedy: 'remedy/delete-pod',
  },
  {
    about: 'a StatefulSet with OnDelete',
    story: [statefulSet('{type: OnDelete}'), 15, 'kubectl set image statefulset/db c=pg:2', 10],
    subject: ['statefulsets', 'default/db'],
    rule: 'blocked/on-delete',
    remedy: 'remedy/delete-pods',
  },
  {
    about: 'a StatefulSet with a partition',
    story: [statefulSet('{type: RollingUpdate, rollingUpdate: {partition: 2}}'), 15, 'kubectl set image statefulset/db c=pg:2', 20],
    subject: ['statefulsets', 'default/db'],
    rule: 'blocked/partition',
    remedy: 'remedy/partition',
  },
  {
    about: 'a DaemonSet with a broken image',
    cluster: { images: IMAGES },
    story: [daemonSet(), 8, 'kubectl set image daemonset/agent c=agent:bad', 20],
    subject: ['daemonsets', 'default/agent'],
    rule: 'blocked/pod-image-pull',
    remedy: 'remedy/undo',
  },
  {
    about: 'a DaemonSet with OnDelete',
    story: [daemonSet('{type: OnDelete}'), 8, 'kubectl set image daemonset/agent c=agent:2', 5],
    subject: ['daemonsets', 'default/agent'],
    rule: 'blocked/on-delete',
    remedy: 'remedy/delete-pods',
  },
  {
    about: 'a DaemonSet and a tainted Node',
    cluster: { nodes: [node('node-1'), node('node-2', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] })] },
    story: [daemonSet(), 8],
    subject: ['daemonsets', 'default/agent'],
    rule: 'daemonset/taint-keeps-off',
    remedy: 'remedy/untaint',
  },
  {
    about: 'a DaemonSet and Nodes without its label',
    cluster: { nodes: [node('node-1')] },
    story: [daemonSet('', 'nodeSelector: {disk: ssd}, '), 8],
    subject: ['daemonsets', 'default/agent'],
    rule: 'daemonset/node-selector',
    remedy: 'remedy/label-node',
  },
  // ---- Nodes and budgets
  {
    about: 'a kubelet that is gone',
    story: [web(), 5, 'ssh base-1 systemctl stop kubelet', 70],
    subject: ['nodes', 'base-1'],
    rule: 'blocked/node-down',
    remedy: 'remedy/start-kubelet',
  },
  {
    about: 'a Pod that cannot end on a Node that is gone',
    cluster: { nodes: [node('node-1')] },
    story: [web({ replicas: 1 }), 5, 'ssh node-1 systemctl stop kubelet', 60, 'kubectl delete pod --all --wait=false', 5],
    subject: ['pods', 'default/web-*'],
    rule: 'blocked/pod-stranded',
    remedy: 'remedy/start-kubelet',
  },
  {
    about: 'a Node that is cordoned',
    story: [web(), 5, 'kubectl cordon base-1', 2],
    subject: ['nodes', 'base-1'],
    rule: 'blocked/cordoned',
    remedy: 'remedy/uncordon',
  },
  {
    about: 'a drain that a budget blocks',
    cluster: { nodes: [node('node-1'), node('node-2')] },
    story: [web(), budget('minAvailable: 2'), 5, 'kubectl cordon node-1', 5],
    subject: ['nodes', 'node-1'],
    rule: 'blocked/drain',
    remedy: 'remedy/scale-up',
  },
  {
    about: 'a budget that allows none to be unavailable',
    story: [web(), budget('maxUnavailable: 0'), 5],
    subject: ['poddisruptionbudgets', 'default/web'],
    rule: 'blocked/budget',
    remedy: 'remedy/loosen-budget',
  },
  {
    about: 'a budget in percent',
    story: [web(), budget('minAvailable: 100%'), 5],
    subject: ['poddisruptionbudgets', 'default/web'],
    rule: 'blocked/budget',
    remedy: 'remedy/loosen-budget',
  },
  // ---- autoscalers
  {
    about: 'an autoscaler of Pods that ask for nothing',
    story: [web(), autoscaler(), load('100m'), 60],
    subject: ['horizontalpodautoscalers', 'default/web'],
    rule: 'blocked/autoscaler',
    remedy: 'remedy/set-requests',
  },
  {
    about: 'an autoscaler at its most',
    story: [asking(), autoscaler('minReplicas: 1, maxReplicas: 3'), load('600m'), 100],
    subject: ['horizontalpodautoscalers', 'default/web'],
    rule: 'blocked/autoscaler-limit',
    remedy: 'remedy/autoscaler-limit',
  },
  {
    about: 'an autoscaler whose target has no replicas',
    story: [asking(), autoscaler(), load('50m'), 20, 'kubectl scale deployment/web --replicas=0', 40],
    subject: ['horizontalpodautoscalers', 'default/web'],
    rule: 'blocked/autoscaler-zero',
    remedy: 'remedy/scale-up',
  },
  // ---- Services, claims, deletion
  {
    about: 'a Service with a wrong selector',
    story: [web(), service('{app: wbe}'), 5],
    subject: ['services', 'default/web'],
    rule: 'blocked/service-no-pods',
    remedy: 'remedy/set-selector',
  },
  {
    about: 'a Service of a Deployment with no replicas',
    story: [web({ replicas: 0 }), service('{app: web}'), 5],
    subject: ['services', 'default/web'],
    rule: 'blocked/service-no-pods',
    remedy: 'remedy/scale-up',
  },
  {
    about: 'a Service whose Pods are not ready',
    cluster: { images: IMAGES },
    story: [
      web(),
      service('{app: web}'),
      5,
      'kubectl scale deployment/web --replicas=1',
      'kubectl patch deployment/web -p \'{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":1}}}}\'',
      'kubectl set image deployment/web c=nginx:never',
      30,
    ],
    subject: ['services', 'default/web'],
    rule: 'blocked/pod-not-ready',
    remedy: 'remedy/undo',
  },
  {
    about: 'a Service that sends to a port that nobody has',
    story: [web().replace('image: "nginx:1"}', 'image: "nginx:1", ports: [{name: web, containerPort: 8080}]}'), service('{app: web}', 'http'), 5],
    subject: ['services', 'default/web'],
    rule: 'blocked/service-port',
    remedy: 'remedy/target-port',
  },
  {
    about: 'a claim for a volume that is not there',
    story: [
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {volumeName: gone, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
      3,
    ],
    subject: ['persistentvolumeclaims', 'default/data'],
    rule: 'blocked/claim-volume',
    remedy: 'remedy/recreate-claim',
  },
  {
    about: 'a claim that is deleted while a Pod uses it',
    story: [
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web-1}\nspec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], containers: [{name: c, image: "nginx:1"}]}\n',
      5,
      'kubectl delete pvc data --wait=false',
      3,
    ],
    subject: ['persistentvolumeclaims', 'default/data'],
    rule: 'blocked/claim-in-use',
    remedy: 'remedy/delete-users',
  },
  {
    about: 'a finalizer that nobody takes off',
    story: [
      web().replace('labels: {app: web}}\nspec', 'labels: {app: web}, finalizers: [example.com/backup]}\nspec'),
      5,
      'kubectl delete deployment web --wait=false',
      10,
    ],
    subject: DEPLOYMENT,
    rule: 'blocked/finalizers',
    remedy: 'remedy/remove-finalizers',
  },
  {
    about: 'a Namespace that cannot go',
    story: [
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop, finalizers: [example.com/backup]}\n',
      'kubectl delete namespace shop --wait=false',
      5,
    ],
    subject: ['namespaces', 'shop'],
    rule: 'blocked/namespace',
    remedy: 'remedy/remove-finalizers',
  },
];

function played({ cluster: options, story }: Pick<Case, 'cluster' | 'story'>): TestCluster {
  const cluster = new TestCluster(options);
  for (const part of story) {
    if (typeof part === 'number') cluster.advance(part);
    else if (typeof part !== 'string') cluster.session.act(part);
    else if (LINE.test(part)) cluster.kubectl(part);
    else cluster.apply(part);
  }
  return cluster;
}

function keyOf(cluster: TestCluster, [table, key]: Case['subject']): string {
  if (!key.endsWith('*')) return key;
  const found = [...cluster.session.cluster.store.list(table)]
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .find((one) => one.startsWith(key.slice(0, -1)));
  if (!found) throw new Error(`there is no ${key}`);
  return found;
}

const said = (blockers: readonly TriedBlocker[]) =>
  blockers.map(({ reason, kind, freed, aside }) => ({
    rule: reason.rule,
    kind,
    ...(aside ? { aside } : {}),
    remedy: freed?.remedy.rule,
    after: freed?.afterSeconds,
  }));

describe('what stands still, and the smallest change that frees it', () => {
  it.each(CASES)('$about', (one) => {
    const cluster = played(one);
    const [table] = one.subject;
    const key = keyOf(cluster, one.subject);
    const before = cluster.entries.length;
    const blockers = explainBlockers(cluster.session, before, table, key);
    const blocker = blockers.find(({ reason }) => reason.rule === one.rule);
    expect({ found: said(blockers), remedy: blocker?.freed?.remedy.rule }).toMatchObject({ remedy: one.remedy });
    expect(cluster.entries.length, 'explaining changes nothing').toBe(before);
    // What is offered is done, by hand: then it is not in the way any more.
    for (const line of blocker?.freed?.remedy.commands ?? []) cluster.kubectl(line);
    cluster.advance(blocker?.freed?.afterSeconds ?? 0);
    const after = blockersOf(explainContext(cluster.session), table, key).filter((other) => !other.aside || blocker?.aside);
    expect(after.filter(({ reason, object }) => reason.rule === one.rule && (!blocker?.aside || object.key === blocker.object.key))).toEqual([]);
    expect(after.filter(({ kind }) => kind === 'waiting')).toEqual([]);
  });
});
