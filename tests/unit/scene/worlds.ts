import { Log } from '../../../src/timeline/log.ts';
import type { Change, World } from '../../../src/timeline/types.ts';
import { emptyWorld, setRow } from '../../../src/timeline/world.ts';
import type { KubeObject, ObjectMeta } from '../../../src/kube/meta.ts';
import { resourceOfKind } from '../../../src/kube/resources.ts';
import { toTime } from '../../../src/kube/time.ts';
import type { PodState } from '../../../src/scene/types.ts';

/** A small language for worlds: objects with what the canvas reads, and a log that they come and go in. */
export type Plain = Readonly<Record<string, unknown>>;

let serial = 0;
const uidFor = (): string => `00000000-0000-4000-8000-${(++serial).toString(16).padStart(12, '0')}`;

export function object(apiVersion: string, kind: string, name: string, more: { meta?: Partial<ObjectMeta>; [field: string]: unknown } = {}): KubeObject {
  const { meta, ...rest } = more;
  const namespaced = resourceOfKind(kind)?.namespaced ?? true;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespaced ? { namespace: 'default' } : {}),
      uid: uidFor(),
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: toTime(0),
      ...meta,
    },
    ...rest,
  };
}

export function ownedBy(owner: KubeObject): Partial<ObjectMeta> {
  const { apiVersion, kind, metadata } = owner;
  return { namespace: metadata.namespace ?? 'default', ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true }] };
}

const template = (image: string, labels: Plain = { app: 'web' }): Plain => ({
  metadata: { labels },
  spec: { containers: [{ name: 'nginx', image, resources: { requests: { cpu: '100m', memory: '64Mi' } } }] },
});

export function deployment(name: string, replicas: number, image: string, more: Plain = {}, meta: Partial<ObjectMeta> = {}): KubeObject {
  return object('apps/v1', 'Deployment', name, {
    meta: { annotations: { 'deployment.kubernetes.io/revision': '1' }, ...meta },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: template(image, { app: name }),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      ...more,
    },
    status: { observedGeneration: 1, availableReplicas: replicas },
  });
}

export function replicaSet(owner: KubeObject, hash: string, revision: number, replicas: number, image: string): KubeObject {
  const name = `${owner.metadata.name}-${hash}`;
  return object('apps/v1', 'ReplicaSet', name, {
    meta: {
      ...ownedBy(owner),
      labels: { app: owner.metadata.name, 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    },
    spec: { replicas, selector: {}, template: template(image, { app: owner.metadata.name }) },
    status: { replicas },
  });
}

export function node(name: string, more: { labels?: Plain; taints?: readonly Plain[]; unschedulable?: boolean; ready?: string } = {}): KubeObject {
  return object('v1', 'Node', name, {
    meta: { labels: { 'kubernetes.io/hostname': name, ...more.labels } },
    spec: { ...(more.taints ? { taints: more.taints } : {}), ...(more.unschedulable ? { unschedulable: true } : {}) },
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, conditions: [{ type: 'Ready', status: more.ready ?? 'True' }] },
  });
}

const STATUS: Readonly<Record<PodState, Plain>> = {
  pending: {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient cpu.' }],
  },
  creating: {
    phase: 'Pending',
    containerStatuses: [{ name: 'nginx', image: '', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }],
  },
  running: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [{ name: 'nginx', image: '', imageID: '', ready: false, restartCount: 0, state: { running: {} } }],
  },
  ready: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'nginx', image: '', imageID: '', ready: true, restartCount: 0, state: { running: {} } }],
  },
  terminating: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  failing: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'nginx',
        image: '',
        imageID: '',
        ready: false,
        restartCount: 3,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
      },
    ],
  },
  completed: { phase: 'Succeeded' },
};

/** A Pod in a state; bound to a Node where it needs one. */
export function pod(owner: KubeObject | undefined, name: string, state: PodState, nodeName = 'node-1', more: { hash?: string; spec?: Plain } = {}): KubeObject {
  const hash = more.hash ?? owner?.metadata.labels?.['pod-template-hash'];
  const hashLabel = owner?.kind === 'ReplicaSet' ? 'pod-template-hash' : 'controller-revision-hash';
  return object('v1', 'Pod', name, {
    meta: {
      ...(owner ? ownedBy(owner) : {}),
      labels: { ...(hash ? { [hashLabel]: hash } : {}), app: 'web' },
      ...(state === 'terminating' ? { deletionTimestamp: toTime(5_000) } : {}),
    },
    spec: { ...(template('nginx')['spec'] as Plain), ...(state === 'pending' ? {} : { nodeName }), ...more.spec },
    status: STATUS[state],
  });
}

export const inState = (old: KubeObject, state: PodState, nodeName?: string): KubeObject => ({
  ...old,
  metadata: { ...old.metadata, ...(state === 'terminating' ? { deletionTimestamp: toTime(5_000) } : {}) },
  spec: { ...(old.spec as Plain), ...(nodeName === undefined ? {} : { nodeName }) },
  status: STATUS[state],
});

export const tableOf = (of: KubeObject): string => resourceOfKind(of.kind)?.plural ?? 'configmaps';
export const keyFor = ({ metadata: { namespace, name } }: KubeObject): string => (namespace ? `${namespace}/${name}` : name);

export function worldOf(...objects: readonly KubeObject[]): World {
  const world = emptyWorld();
  for (const each of objects) setRow(world, tableOf(each), keyFor(each), each);
  return world;
}

/** A log whose entries put (`put`) and take away (`drop`) objects. */
export class LogWriter {
  readonly log = new Log();

  put(...objects: readonly KubeObject[]): this {
    return this.entry(
      objects.map((after) => ({ table: tableOf(after), key: keyFor(after), before: this.log.head.get(tableOf(after))?.get(keyFor(after)), after })),
    );
  }

  drop(...objects: readonly KubeObject[]): this {
    return this.entry(
      objects.map((each) => ({ table: tableOf(each), key: keyFor(each), before: this.log.head.get(tableOf(each))?.get(keyFor(each)), after: undefined })),
    );
  }

  private entry(changes: readonly Change[]): this {
    this.log.append({ seq: this.log.length + 1, at: this.log.length * 500, by: 'test', cause: 0, changes, reason: { rule: 'test', values: {} } });
    return this;
  }
}
