import type { CrossVersionObjectReference } from '../../kube/autoscaling.ts';
import { type Load, type LoadSource, milliAt } from '../../kube/load.ts';
import { type LabelSelector, type Labels, splitKey } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodReady } from '../../kube/pod-status.ts';
import { resourceOfKind } from '../../kube/resources.ts';
import { matches, matchesMap } from '../../kube/selector.ts';
import type { Listers } from '../store.ts';
import { currentLoad } from './load.ts';

/** The Pods of a namespace that a selector matches. */
export type PodsWith = (namespace: string, selector: LabelSelector) => readonly Pod[];

/** What the metrics APIs answer: a Pod's name to thousandths (milli-CPU, thousandths of a byte, of a custom metric), or a refusal. */
export interface PodMetrics {
  readonly values: ReadonlyMap<string, number>;
}
export interface MetricsError {
  readonly error: string;
}

/** The time that a sample covers. */
export const METRICS_WINDOW_MS = 15_000;

/** Use by container: milli-CPU and bytes. */
export type ContainerUsage = Readonly<Record<string, { readonly cpuMilli: number; readonly memoryBytes: number }>>;

const BYTE = 1000;
const working = (pod: Pod): boolean => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined;
/** Who has metrics at all; one that is not ready, or on its way out, reports 0. */
const reports = (pod: Pod): boolean => pod.status.phase === 'Running';

/** A load as one Pod feels it. */
interface Burden {
  readonly selector: Labels;
  readonly container: string | undefined;
  /** The thousandths that each working Pod carries. */
  readonly share: () => number;
}

/** Finds Pods by walking over their namespace. */
export function walkingPods(listers: Listers): PodsWith {
  return (namespace, selector) => [...listers.listIn('pods', namespace)].filter((pod) => matches(selector, pod.metadata.labels));
}

/**
 * What is measured at one moment: the load that is in force, shared by those who are ready. Models the resource, custom and external
 * metrics APIs, with the moment of the query as the samples' time. Every method either answers or says why not, in the clients' words.
 */
export class Metrics {
  private readonly load: Load;
  private readonly burdens = new Map<string, readonly Burden[]>();

  constructor(
    private readonly listers: Listers,
    private readonly nowMs: number,
    private readonly podsWith: PodsWith = walkingPods(listers),
  ) {
    this.load = currentLoad(listers);
  }

  /** Use of `cpu` or `memory` by Pod; of one container, or of all of them where `container` is empty. */
  resource(namespace: string, pods: readonly Pod[], resource: string, container: string): PodMetrics | MetricsError {
    const reporting = pods.filter(reports);
    if (!reporting.length) return { error: 'no metrics returned from resource metrics API' };
    const values = new Map<string, number>();
    if (resource !== 'cpu' && resource !== 'memory') return { values };
    for (const pod of reporting) if (hasContainer(pod, container)) values.set(pod.metadata.name, this.milliOf(namespace, pod, resource, container));
    return { values };
  }

  /** A Pods metric: its total, shared by those of the Pods that work. */
  custom(pods: readonly Pod[], name: string): PodMetrics | MetricsError {
    const total = this.load.custom?.[name];
    if (total === undefined) return { error: `unable to fetch metrics from custom metrics API: the server could not find the metric ${name} for pods` };
    const reporting = pods.filter(reports);
    if (!reporting.length) return { error: 'no metrics returned from custom metrics API' };
    const count = reporting.filter(working).length;
    const share = count ? Math.round(milliAt(total, this.nowMs) / count) : 0;
    return { values: new Map(reporting.map((pod) => [pod.metadata.name, working(pod) ? share : 0])) };
  }

  /** An Object metric in thousandths. */
  object(reference: CrossVersionObjectReference, name: string): number | MetricsError {
    const found = this.load.objects?.find((object) => object.metric === name && object.kind === reference.kind && object.name === reference.name);
    if (found) return Math.round(milliAt(found.value, this.nowMs));
    const resource = resourceOfKind(reference.kind);
    const plural = resource ? (resource.group ? `${resource.plural}.${resource.group}` : resource.plural) : reference.kind.toLowerCase();
    return { error: `unable to fetch metrics from custom metrics API: the server could not find the metric ${name} for ${plural} ${reference.name}` };
  }

  /** An External metric in thousandths: one series of that name, whatever the selector. */
  external(name: string): number | MetricsError {
    const value = this.load.external?.[name];
    return value === undefined ? { error: 'no metrics returned from external metrics API' } : Math.round(milliAt(value, this.nowMs));
  }

  /** Use by container, for `kubectl top`; undefined where the Pod does not run. */
  pod(key: string): ContainerUsage | undefined {
    const pod = this.listers.get('pods', key);
    if (!pod || !reports(pod)) return undefined;
    const { namespace } = splitKey(key);
    const used = (resource: 'cpu' | 'memory', container: string): number => this.milliOf(namespace, pod, resource, container);
    return Object.fromEntries(pod.spec.containers.map(({ name }) => [name, { cpuMilli: used('cpu', name), memoryBytes: used('memory', name) / BYTE }]));
  }

  private milliOf(namespace: string, pod: Pod, resource: 'cpu' | 'memory', container: string): number {
    if (!working(pod)) return 0;
    let sum = 0;
    for (const burden of this.burdensOf(namespace, resource)) {
      if (container && container !== (burden.container ?? pod.spec.containers[0]?.name)) continue;
      if (matchesMap(burden.selector, pod.metadata.labels)) sum += burden.share();
    }
    return sum;
  }

  /** What weighs on the Pods of a namespace, by selector. A share is worked out when the first Pod has to carry it. */
  private burdensOf(namespace: string, resource: 'cpu' | 'memory'): readonly Burden[] {
    const id = `${resource}/${namespace}`;
    let burdens = this.burdens.get(id);
    if (burdens) return burdens;
    burdens = (this.load.loads ?? []).flatMap((source): Burden[] => {
      const amount = source[resource];
      const selector = this.selectorOf(source, namespace);
      if (amount === undefined || !selector || (source.namespace !== undefined && source.namespace !== namespace)) return [];
      // CPU in whole thousandths, memory in whole bytes.
      const unit = resource === 'memory' ? BYTE : 1;
      let share: number | undefined;
      const shared = (): number => {
        const count = source.perPod ? 1 : this.podsWith(namespace, { matchLabels: selector }).filter(working).length;
        return Math.round(milliAt(amount, this.nowMs) / unit / count) * unit;
      };
      return [{ selector, container: source.container, share: () => (share ??= shared()) }];
    });
    this.burdens.set(id, burdens);
    return burdens;
  }

  private selectorOf(source: LoadSource, namespace: string): Labels | undefined {
    return source.service === undefined ? source.selector : this.listers.get('services', `${namespace}/${source.service}`)?.spec.selector;
  }
}

function hasContainer(pod: Pod, container: string): boolean {
  return (
    container === '' ||
    pod.spec.containers.some(({ name }) => name === container) ||
    (pod.spec.initContainers ?? []).some(({ name, restartPolicy }) => name === container && restartPolicy === 'Always')
  );
}
