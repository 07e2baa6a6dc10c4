import { bootstrap } from '../../src/cluster/api/bootstrap.ts';
import { ADMISSIONS, STRATEGIES } from '../../src/cluster/api/registry.ts';
import { Cluster } from '../../src/cluster/cluster.ts';
import { type Controller, type DeleteOptions, PRIORITY, defineController, update } from '../../src/cluster/controller.ts';
import { daemonSetController } from '../../src/cluster/controllers/daemonset/index.ts';
import { targetNode } from '../../src/cluster/controllers/daemonset/template.ts';
import { garbageCollector } from '../../src/cluster/controllers/garbage-collector.ts';
import { resourceQuotaController } from '../../src/cluster/controllers/resourcequota.ts';
import { statefulSetController } from '../../src/cluster/controllers/statefulset/index.ts';
import { volumeController } from '../../src/cluster/controllers/persistentvolume/index.ts';
import { claimProtectionController, volumeProtectionController } from '../../src/cluster/controllers/volume.ts';
import { type NodeChanges, type NodeSpec, bootstrapNodes, changeNodes, setImages, setReady } from '../../src/cluster/node/actions.ts';
import type { ImageBehaviour } from '../../src/cluster/node/behaviour.ts';
import { kubelet, podTermination } from '../../src/cluster/node/kubelet.ts';
import { keyOf, type KubeObject } from '../../src/kube/meta.ts';
import type { Node, Taint } from '../../src/kube/cluster-objects.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { isPodReady } from '../../src/kube/pod-status.ts';
import type { ControllerRevision, DaemonSet, PersistentVolumeClaim, StatefulSet } from '../../src/kube/workloads.ts';
import type { Reason } from '../../src/timeline/types.ts';

/** Binds each Pod at once: to the Node that it names, or to the first one. It has no opinion about room; a claim has to be bound first. */
const toyScheduler = defineController({
  name: 'toy-scheduler',
  models: 'nothing: it stands in for the scheduler where a test is about something else',
  priority: PRIORITY.scheduler,
  watches: [
    { table: 'pods', keys: (_listers, _before, after) => (after && !(after as unknown as Pod).spec.nodeName ? [keyOf(after)] : []) },
    { table: 'persistentvolumeclaims', keys: (listers) => [...listers.list('pods')].filter((pod) => !pod.spec.nodeName).map(keyOf) },
    { table: 'nodes', keys: (listers, before) => (before ? [] : [...listers.list('pods')].filter((pod) => !pod.spec.nodeName).map(keyOf)) },
  ],
  *reconcile({ listers }, key) {
    const pod = listers.get('pods', key);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp || pod.spec.schedulingGates?.length) return;
    for (const { persistentVolumeClaim } of pod.spec.volumes ?? [])
      if (persistentVolumeClaim && !listers.get('persistentvolumeclaims', `${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`)?.spec['volumeName'])
        return;
    const wanted = targetNode(pod);
    const node = wanted === undefined ? [...listers.list('nodes')][0]?.metadata.name : listers.get('nodes', wanted)?.metadata.name;
    if (node) yield update({ ...pod, spec: { ...pod.spec, nodeName: node } });
  },
});

export const CONTROLLERS: readonly Controller[] = [
  kubelet,
  toyScheduler,
  podTermination,
  statefulSetController,
  daemonSetController,
  volumeController,
  claimProtectionController,
  volumeProtectionController,
  resourceQuotaController,
  garbageCollector,
];

export interface WorldOptions {
  readonly nodes?: readonly NodeSpec[];
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
  readonly seed?: number;
}
type Table = 'statefulsets' | 'daemonsets';

/**
 * StatefulSets, DaemonSets and what they need, driven through the API: a test says what somebody writes, lets seconds pass, and looks.
 * Every container takes 1 s to start, 1 s to get ready and 1 s to stop, unless the images say otherwise.
 */
export class World {
  constructor(readonly cluster: Cluster) {}

  static open({ nodes, images, seed = 1 }: WorldOptions = {}): World {
    const cluster = new Cluster({ controllers: CONTROLLERS, strategies: STRATEGIES, admissions: ADMISSIONS }, seed);
    bootstrap(cluster);
    bootstrapNodes(cluster, nodes);
    setImages(cluster, { '*': { 'start-delay': 1, 'ready-delay': 1, 'stop-delay': 1 }, ...images });
    return new World(cluster).advance(0);
  }

  /** A world of its own with the same past. */
  copy(): World {
    return new World(this.cluster.copy());
  }

  advance(seconds: number): this {
    this.cluster.runUntil(this.cluster.now + seconds * 1000);
    return this;
  }

  create(object: unknown): this {
    return this.write(() => this.cluster.server.create(object as KubeObject));
  }

  /** Changes the specification of a set, as `kubectl edit` would. */
  edit<T extends Table>(table: T, name: string, change: (spec: never) => object): this {
    const object = this.cluster.store.get(table as 'statefulsets', `default/${name}`) as StatefulSet;
    return this.write(() => this.cluster.server.update({ ...object, spec: change(object.spec as never) } as unknown as KubeObject));
  }

  editPod(name: string, change: (pod: Pod) => Pod): this {
    return this.write(() => this.cluster.server.update(change(this.pod(name)) as unknown as KubeObject, { trusted: true }));
  }

  setImage(table: Table, name: string, image: string): this {
    return this.edit(table, name, (spec: StatefulSet['spec']) => ({
      ...spec,
      template: { ...spec.template, spec: { ...spec.template.spec, containers: spec.template.spec.containers.map((container) => ({ ...container, image })) } },
    }));
  }

  scale(name: string, replicas: number): this {
    return this.edit('statefulsets', name, (spec: StatefulSet['spec']) => ({ ...spec, replicas }));
  }

  delete(table: string, name: string, options: DeleteOptions = {}): this {
    const key = table === 'nodes' ? name : `default/${name}`;
    return this.write(() => this.cluster.server.delete(table, key, { propagationPolicy: 'Background', ...options }));
  }

  /** A Pod ends by itself, for good. */
  end(name: string, phase: 'Failed' | 'Succeeded'): this {
    const pod = this.pod(name);
    return this.write(() => this.cluster.server.updateStatus({ ...pod, status: { ...pod.status, phase, conditions: [] } } as unknown as KubeObject));
  }

  ready(pods: Readonly<Record<string, boolean>>): this {
    setReady(this.cluster, pods, 'default');
    return this.advance(0);
  }

  nodes(changes: NodeChanges): this {
    changeNodes(this.cluster, changes);
    return this.advance(0);
  }

  editNode(name: string, { labels, taints }: { readonly labels?: Readonly<Record<string, string>>; readonly taints?: readonly Taint[] }): this {
    const node = this.cluster.store.get('nodes', name) as Node;
    return this.write(() =>
      this.cluster.server.update({
        ...node,
        metadata: { ...node.metadata, ...(labels ? { labels } : {}) },
        spec: { ...node.spec, ...(taints ? { taints } : {}) },
      } as unknown as KubeObject),
    );
  }

  statefulSet(name = 'web'): StatefulSet {
    return must(this.cluster.store.get('statefulsets', `default/${name}`), name);
  }
  daemonSet(name = 'agent'): DaemonSet {
    return must(this.cluster.store.get('daemonsets', `default/${name}`), name);
  }
  pod(name: string): Pod {
    return must(this.cluster.store.get('pods', `default/${name}`), name);
  }
  claim(name: string): PersistentVolumeClaim | undefined {
    return this.cluster.store.get('persistentvolumeclaims', `default/${name}`);
  }
  pods(): readonly Pod[] {
    return [...this.cluster.store.listIn('pods', 'default')];
  }

  /** `web-0 Running 1/1` or, on its way out, `web-0 Terminating`; DaemonSet Pods by Node. In the order of names. */
  picture(): readonly string[] {
    return this.pods()
      .map((pod) => {
        const name = pod.metadata.generateName?.startsWith('agent') ? (targetNode(pod) ?? '?') : pod.metadata.name;
        const state = pod.metadata.deletionTimestamp === undefined ? `${pod.status.phase} ${isPodReady(pod) ? 1 : 0}/1` : 'Terminating';
        return `${name} ${state} ${pod.spec.containers[0]?.image}`;
      })
      .sort();
  }

  revisions(): readonly ControllerRevision[] {
    return [...this.cluster.store.listIn('controllerrevisions', 'default')].sort((a, b) => a.revision - b.revision);
  }

  events(reason?: string): readonly string[] {
    return [...this.cluster.store.listIn('events', 'default')].filter((event) => !reason || event.reason === reason).map((event) => event.message);
  }

  reasons(from = 0): readonly Reason[] {
    return this.cluster.log.entries.slice(from).flatMap((entry) => [entry.reason, ...(entry.also ?? [])]);
  }

  rules(from = 0): readonly string[] {
    return this.reasons(from).map(({ rule }) => rule);
  }

  private write(action: () => unknown): this {
    this.cluster.decide('kubectl', 0, { rule: 'test', values: {} }, action);
    return this.advance(0);
  }
}

function must<T>(object: T | undefined, name: string): T {
  if (!object) throw new Error(`there is no ${name}`);
  return object;
}

/** A StatefulSet `web`; `spec` is merged over the usual one. */
export function statefulSet(replicas: number, spec: Partial<StatefulSet['spec']> = {}, name = 'web'): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'default' },
    spec: { replicas, serviceName: name, selector: { matchLabels: { app: name } }, template: template(name, 'app:1'), ...spec },
  };
}

/** A DaemonSet `agent`; `spec` is merged over the usual one, `pod` over its Pods' specification. */
export function daemonSet(spec: Partial<DaemonSet['spec']> = {}, pod: Partial<Pod['spec']> = {}, name = 'agent'): unknown {
  const base = template(name, 'app:1');
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'default' },
    spec: { selector: { matchLabels: { app: name } }, template: { ...base, spec: { ...base.spec, ...pod } }, ...spec },
  };
}

export function template(app: string, image: string): { metadata: { labels: Record<string, string> }; spec: Pod['spec'] } {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image }] } };
}

/** A claim template `www` of 1Gi. */
export const WWW = {
  metadata: { name: 'www' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
} as unknown as PersistentVolumeClaim;
