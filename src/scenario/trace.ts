import { type KubeObject, controllerOf } from '../kube/meta.ts';
import type { Event } from '../kube/cluster-objects.ts';
import type { Pod } from '../kube/pod.ts';
import type { Store, Tables } from '../cluster/store.ts';
import type { Entry } from '../timeline/types.ts';

/** One settled second, in the shape of the recordings: fields under short names, `t` in seconds. */
export interface Frame {
  readonly t: number;
  readonly [table: string]: unknown;
}
export interface TraceOutput {
  readonly at: number;
  readonly command: string;
  readonly code: number;
  readonly stream?: boolean;
  readonly stdout: string;
  readonly stderr?: string;
}
export interface Trace {
  readonly kubernetes: string;
  readonly scenario: string;
  readonly end: number;
  readonly frames: readonly Frame[];
  readonly outputs: readonly TraceOutput[];
}

/**
 * Which events a recording lists. Its Nodes were stand-ins that report none; and of what is said about single Pods only warnings were kept,
 * since where a Pod goes is chance.
 */
function isListed({ involvedObject, source, type }: Event): boolean {
  return source.component !== 'kubelet' && involvedObject.kind !== 'Node' && (involvedObject.kind !== 'Pod' || type === 'Warning');
}

type Json = Record<string, unknown>;
const POD_SUFFIX = '[bcdfghjklmnpqrstvwxz2456789]{5}';

const ready = (pod: Pod): boolean => pod.status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
const restarts = (pod: Pod): number => (pod.status.containerStatuses ?? []).reduce((sum, status) => sum + status.restartCount, 0);

/** kubectl's STATUS column, for the states that a recording tells apart. */
function podState(pod: Pod): string {
  if (pod.metadata.deletionTimestamp) return 'Terminating';
  for (const status of pod.status.containerStatuses ?? []) if (status.state?.waiting?.reason) return status.state.waiting.reason;
  return pod.status.phase ?? 'Pending';
}

function conditionsOf(object: { readonly status?: unknown }): Json {
  const conditions = (object.status as { conditions?: readonly { type: string; status: string; reason?: string }[] } | undefined)?.conditions ?? [];
  return Object.fromEntries(conditions.map((c): [string, string] => [c.type, c.reason ? `${c.status}/${c.reason}` : c.status]).sort());
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Stable names for what has a hash or chance in its name: a Deployment's ReplicaSets are `deployment#k` in order of creation. */
export class StableNames {
  private readonly names = new Map<string, string>();
  private readonly created = new Map<string, number>();

  observe(replicaSet: KubeObject): void {
    const { name } = replicaSet.metadata;
    if (this.names.has(name)) return;
    const owner = replicaSet.metadata.ownerReferences?.[0];
    if (!owner) {
      this.names.set(name, name);
      return;
    }
    const count = (this.created.get(owner.name) ?? 0) + 1;
    this.created.set(owner.name, count);
    this.names.set(name, `${owner.name}#${count}`);
  }

  /** A DaemonSet's or another owner's Pods lose their random suffix. */
  observeOwner(name: string): void {
    if (!this.names.has(name)) this.names.set(name, name);
  }

  of(name: string): string {
    return this.names.get(name) ?? name;
  }

  inText(text: string): string {
    let result = text;
    for (const [real, stable] of [...this.names].sort(([a], [b]) => b.length - a.length))
      result = result.replaceAll(new RegExp(`${real.replaceAll('.', '\\.')}-${POD_SUFFIX}\\b`, 'g'), `${stable}-*`).replaceAll(real, stable);
    return result;
  }
}

type Shape = (object: never) => unknown;
const n = (value: number | undefined): number => value ?? 0;

/** The tables of a frame whose rows are an object's numbers under short names. */
function shapesOf(revisions: ReadonlyMap<string, number>): readonly [table: string, shape: Shape][] {
  const revision = (name: string | undefined): number | null => (name ? (revisions.get(name) ?? null) : null);
  const table = <T extends keyof Tables>(name: T, shape: (object: Tables[T]) => unknown): [string, Shape] => [name, shape as Shape];
  return [
    table('deployments', (d) => ({
      generation: d.metadata.generation,
      observed: n(d.status.observedGeneration),
      revision: d.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? null,
      spec: d.spec.replicas,
      replicas: n(d.status.replicas),
      updated: n(d.status.updatedReplicas),
      ready: n(d.status.readyReplicas),
      available: n(d.status.availableReplicas),
      unavailable: n(d.status.unavailableReplicas),
      terminating: n(d.status.terminatingReplicas),
      conditions: conditionsOf(d),
    })),
    table('replicasets', (r) => ({
      revision: r.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? null,
      spec: r.spec.replicas,
      replicas: n(r.status.replicas),
      ready: n(r.status.readyReplicas),
      available: n(r.status.availableReplicas),
      image: r.spec.template.spec.containers[0]?.image,
    })),
    table('replicationcontrollers', (r) => ({
      spec: r.spec.replicas,
      replicas: n(r.status.replicas),
      ready: n(r.status.readyReplicas),
      available: n(r.status.availableReplicas),
    })),
    table('statefulsets', (s) => ({
      generation: s.metadata.generation,
      observed: n(s.status.observedGeneration),
      spec: s.spec.replicas,
      replicas: n(s.status.replicas),
      ready: n(s.status.readyReplicas),
      available: n(s.status.availableReplicas),
      current: n(s.status.currentReplicas),
      updated: n(s.status.updatedReplicas),
      currentRevision: revision(s.status.currentRevision),
      updateRevision: revision(s.status.updateRevision),
    })),
    table('daemonsets', (d) => ({
      generation: d.metadata.generation,
      observed: n(d.status.observedGeneration),
      desired: n(d.status.desiredNumberScheduled),
      current: n(d.status.currentNumberScheduled),
      misscheduled: n(d.status.numberMisscheduled),
      ready: n(d.status.numberReady),
      updated: n(d.status.updatedNumberScheduled),
      available: n(d.status.numberAvailable),
      unavailable: n(d.status.numberUnavailable),
    })),
    table('horizontalpodautoscalers', (h) => ({
      min: n(h.spec.minReplicas),
      max: h.spec.maxReplicas,
      current: n(h.status.currentReplicas),
      desired: n(h.status.desiredReplicas),
      metrics: Object.assign({}, ...(h.status.currentMetrics ?? []).filter((metric) => metric.type).map((metric) => metricValue(metric as unknown as Json))),
      conditions: conditionsOf(h),
    })),
    table('poddisruptionbudgets', (p) => ({
      desiredHealthy: n(p.status.desiredHealthy),
      currentHealthy: n(p.status.currentHealthy),
      expected: n(p.status.expectedPods),
      allowed: n(p.status.disruptionsAllowed),
    })),
  ];
}

function metricValue(metric: Json): Json {
  const source = (metric['resource'] ?? metric['pods'] ?? metric['external'] ?? metric['containerResource'] ?? metric['object']) as {
    name?: string;
    metric?: { name: string };
    current: Json;
  };
  const { averageUtilization, averageValue, value } = source.current;
  return { [source.name ?? source.metric?.name ?? '']: averageUtilization ?? averageValue ?? value };
}

function podsOf(pods: readonly Pod[], names: StableNames, revisions: ReadonlyMap<string, number>, byHash: (hash: string) => number | undefined): Json {
  const out: Record<string, Record<string, number> | string[] | string> = {};
  for (const pod of pods) {
    const owner = controllerOf(pod);
    const count = restarts(pod);
    const state = `${podState(pod)} ${ready(pod) ? 1 : 0}/1${count ? ` r${count}` : ''}`;
    const hash = pod.metadata.labels?.['controller-revision-hash'];
    if (owner?.kind === 'StatefulSet') out[pod.metadata.name] = `${state} rev${(hash && revisions.get(hash)) || '?'}`;
    else if (owner?.kind === 'DaemonSet') {
      const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
      const key = `${owner.name}@${pod.spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '?'}`;
      const states = (out[key] ??= []) as string[];
      states.push(`${state} rev${(hash && byHash(hash)) || '?'}`);
      states.sort();
    } else {
      const stable = names.inText(pod.metadata.name);
      const key = owner ? `${names.of(owner.name)}-*` : stable.endsWith('-*') ? `${stable} (no owner)` : stable;
      const counts = (out[key] ??= {}) as Record<string, number>;
      counts[state] = (counts[state] ?? 0) + 1;
    }
  }
  for (const [key, value] of Object.entries(out)) if (typeof value === 'object' && !Array.isArray(value)) out[key] = sorted(value);
  return sorted(out);
}

/** The state of one namespace at the end of a second. */
export function frameOf(store: Store, namespace: string, names: StableNames): Json {
  const frame: Json = {};
  const revisions = new Map([...store.listIn('controllerrevisions', namespace)].map((revision) => [revision.metadata.name, revision.revision]));
  const byHash = (hash: string): number | undefined =>
    [...store.listIn('controllerrevisions', namespace)].find(
      (revision) => revision.metadata.labels?.['controller-revision-hash'] === hash || revision.metadata.name.endsWith(`-${hash}`),
    )?.revision;
  for (const [table, shape] of shapesOf(revisions)) {
    const rows = [...store.listIn(table, namespace)].map((object): [string, unknown] => [names.of(object.metadata.name), shape(object as never)]);
    if (rows.length) frame[table] = sorted(Object.fromEntries(rows));
  }
  const claims = [...store.listIn('persistentvolumeclaims', namespace)].map((claim) => claim.metadata.name).sort();
  if (claims.length) frame['persistentvolumeclaims'] = claims;
  const pods = podsOf([...store.listIn('pods', namespace)], names, revisions, byHash);
  if (Object.keys(pods).length) frame['pods'] = pods;
  const endpoints: Record<string, { ready: number; notReady: number; terminating: number }> = {};
  for (const slice of store.listIn('endpointslices', namespace)) {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'] ?? '';
    const counts = (endpoints[service] ??= { ready: 0, notReady: 0, terminating: 0 });
    for (const { conditions } of slice.endpoints) {
      if (conditions.ready) counts.ready++;
      else counts.notReady++;
      if (conditions.terminating) counts.terminating++;
    }
  }
  if (Object.keys(endpoints).length) frame['endpoints'] = sorted(endpoints);
  return frame;
}

/** The events that entries recorded, as a recording lists them: `KIND/NAME [Warning ]REASON: MESSAGE [(xCOUNT)] [[times]]`. */
export function eventsOf(entries: Iterable<Entry>, namespace: string, names: StableNames): readonly string[] {
  const times = new Map<string, number>();
  for (const entry of entries)
    for (const { table, before, after } of entry.changes) {
      if (table !== 'events' || !after) continue;
      const event = after as Event;
      // A recording counts by `count`, which a series leaves alone.
      if (before && (before as Event).count === event.count) continue;
      if (event.metadata.namespace !== namespace || !isListed(event)) continue;
      const { kind, name } = event.involvedObject;
      const text =
        names.inText(`${kind}/${name} ${event.type === 'Warning' ? 'Warning ' : ''}${event.reason}: ${event.message}`) +
        ((event.count ?? 1) > 1 && !event.message.startsWith('(combined') ? ` (x${event.count})` : '');
      times.set(text, (times.get(text) ?? 0) + 1);
    }
  return [...times].map(([text, count]) => (count > 1 ? `${text} [${count}]` : text)).sort();
}
