import { Cluster } from '../../../src/cluster/cluster.ts';
import { podAutoscaler } from '../../../src/cluster/controllers/podautoscaler/index.ts';
import { setLoad } from '../../../src/cluster/metrics/load.ts';
import { type AutoscalerDecision, type HorizontalPodAutoscaler, autoscalerDecision } from '../../../src/kube/autoscaling.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import { toTime } from '../../../src/kube/time.ts';
import type { Deployment } from '../../../src/kube/workloads.ts';

export interface PodLook {
  readonly name?: string;
  readonly app?: string;
  readonly phase?: Pod['status']['phase'];
  /** Undefined: no Ready condition at all. */
  readonly ready?: boolean | undefined;
  /** Virtual ms. */
  readonly startedMs?: number;
  /** When the Ready condition changed last, in virtual ms. */
  readonly sinceMs?: number;
  readonly deleted?: boolean;
  /** The CPU request of each container. */
  readonly cpu?: readonly (string | undefined)[];
  readonly memory?: string;
}

const MINUTE = 60_000;
/** A Pod as old as this has its CPU counted without further ado. */
export const LONG_AGO_MS = -60 * MINUTE;

export function podOf(look: PodLook = {}): Pod {
  const { name = 'pod', app = 'web', phase = 'Running', startedMs = LONG_AGO_MS, sinceMs = LONG_AGO_MS, deleted = false, cpu = ['1'], memory } = look;
  const ready = 'ready' in look ? look.ready : true;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: toTime(startedMs),
      labels: { app },
      ...(deleted ? { deletionTimestamp: toTime(0) } : {}),
    },
    spec: {
      containers: cpu.map((request, i) => ({
        name: `container${i + 1}`,
        image: 'app:1',
        resources: { requests: { ...(request === undefined ? {} : { cpu: request }), ...(memory === undefined ? {} : { memory }) } },
      })),
    },
    status: {
      phase,
      ...(phase === 'Pending' ? {} : { startTime: toTime(startedMs) }),
      conditions: ready === undefined ? [] : [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: toTime(sinceMs) }],
    },
  };
}

type Spec = HorizontalPodAutoscaler['spec'];

/** A cluster in which nothing but the autoscaler acts: Pods come and go as the test says. */
export class AutoscalerCluster {
  readonly cluster = new Cluster({ controllers: [podAutoscaler], strategies: [], admissions: [] }, 1);

  target(
    replicas: number,
    { name = 'web', kind = 'Deployment', app = name, status = replicas }: { name?: string; kind?: string; app?: string; status?: number } = {},
  ): this {
    const apiVersion = kind === 'ReplicationController' ? 'v1' : 'apps/v1';
    const labels = { app };
    const selector = kind === 'ReplicationController' ? labels : { matchLabels: labels };
    return this.create({
      apiVersion,
      kind,
      metadata: { name },
      spec: { replicas, selector, template: { metadata: { labels }, spec: { containers: [] } } },
      status: { replicas: status },
    });
  }

  autoscaler(spec: Partial<Spec> = {}, name = 'web'): this {
    const cpu: Spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }];
    const full = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 1, maxReplicas: 10, metrics: cpu, ...spec };
    return this.create({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name },
      spec: full,
      status: { desiredReplicas: 0, currentMetrics: null },
    });
  }

  create(object: unknown): this {
    this.cluster.decide('test', 0, undefined, () => this.cluster.server.create(object as KubeObject));
    return this;
  }

  delete(table: string, name: string): this {
    this.cluster.decide('test', 0, undefined, () => this.cluster.server.delete(table, `default/${name}`));
    return this;
  }

  /** Puts so many Pods, named `PREFIX-0` and so on, in place of those with the prefix that were there. */
  pods(count: number, look: PodLook = {}, prefix = 'web'): this {
    const { cluster } = this;
    cluster.decide('test', 0, undefined, () => {
      for (const pod of [...cluster.store.listIn('pods', 'default')])
        if (pod.metadata.name.startsWith(`${prefix}-`)) cluster.store.put('pods', `default/${pod.metadata.name}`, undefined);
      for (let i = 0; i < count; i++) cluster.store.put('pods', `default/${prefix}-${i}`, podOf({ ...look, name: `${prefix}-${i}` }) as KubeObject);
    });
    return this;
  }

  load(load: Readonly<Record<string, unknown>>): this {
    setLoad(this.cluster, load);
    return this;
  }

  /** CPU for those with `app: web`, shared. */
  cpu(cpu: unknown, app = 'web'): this {
    return this.load({ loads: [{ selector: { app }, cpu }] });
  }

  advance(seconds: number): this {
    this.cluster.runUntil(this.cluster.now + seconds * 1000);
    return this;
  }

  get(name = 'web'): HorizontalPodAutoscaler {
    return this.cluster.store.get('horizontalpodautoscalers', `default/${name}`) as HorizontalPodAutoscaler;
  }

  /** Type to `status/reason: message`. */
  conditions(name = 'web'): Readonly<Record<string, string>> {
    return Object.fromEntries((this.get(name).status.conditions ?? []).map(({ type, status, reason, message }) => [type, `${status}/${reason}: ${message}`]));
  }

  replicas(name = 'web', table: 'deployments' = 'deployments'): number {
    return (this.cluster.store.get(table, `default/${name}`) as Deployment).spec.replicas;
  }

  events(): readonly string[] {
    return [...this.cluster.store.list('events')].map(
      ({ type, reason, message, count }) => `${type} ${reason}: ${message}${count && count > 1 ? ` (x${count})` : ''}`,
    );
  }

  decision(name = 'web'): AutoscalerDecision {
    return autoscalerDecision(this.cluster.store.world, `default/${name}`) as AutoscalerDecision;
  }
}
