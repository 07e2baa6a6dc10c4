import type { LabelSelector } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { matches } from '../../../kube/selector.ts';
import type { Change } from '../../../timeline/types.ts';
import type { Cache } from '../../controller.ts';
import type { Listers } from '../../store.ts';

type ByKey = Map<string, Pod>;
type ByValue = Map<string, ByKey>;

/**
 * Finds Pods by selector without walking over all of a namespace: for each label that a selector has asked for, the Pods by that
 * label's value. Nothing is kept until the first question, and then each change of a Pod costs as much as there are such labels.
 */
export class PodIndex implements Cache {
  /** Namespace to label to value to the Pods, oldest first. */
  private readonly labels = new Map<string, Map<string, ByValue>>();

  /** The Pods of a namespace that match, oldest first. `listers` must be those whose changes are observed. */
  select(listers: Listers, namespace: string, selector: LabelSelector): readonly Pod[] {
    const found: Pod[] = [];
    for (const pod of this.candidates(listers, namespace, selector)) if (matches(selector, pod.metadata.labels)) found.push(pod);
    return found;
  }

  observe({ table, key, before, after }: Change): void {
    if (table !== 'pods' || !this.labels.size) return;
    const was = before as Pod | undefined;
    const is = after as Pod | undefined;
    const tracked = this.labels.get((is ?? was)?.metadata.namespace ?? '');
    if (!tracked) return;
    for (const [label, byValue] of tracked) {
      const from = was?.metadata.labels?.[label];
      const to = is?.metadata.labels?.[label];
      if (from !== undefined && from !== to) byValue.get(from)?.delete(key);
      if (to !== undefined) put(byValue, to, key, is as Pod);
    }
  }

  copy(): PodIndex {
    const copy = new PodIndex();
    for (const [namespace, tracked] of this.labels) {
      const labels = new Map<string, ByValue>();
      for (const [label, byValue] of tracked) labels.set(label, new Map([...byValue].map(([value, pods]) => [value, new Map(pods)])));
      copy.labels.set(namespace, labels);
    }
    return copy;
  }

  private candidates(listers: Listers, namespace: string, selector: LabelSelector): Iterable<Pod> {
    for (const label in selector.matchLabels)
      return (
        this.byValue(listers, namespace, label)
          .get(selector.matchLabels[label] as string)
          ?.values() ?? []
      );
    return listers.listIn('pods', namespace);
  }

  private byValue(listers: Listers, namespace: string, label: string): ByValue {
    let tracked = this.labels.get(namespace);
    if (!tracked) this.labels.set(namespace, (tracked = new Map()));
    let byValue = tracked.get(label);
    if (byValue) return byValue;
    tracked.set(label, (byValue = new Map()));
    for (const pod of listers.listIn('pods', namespace)) {
      const value = pod.metadata.labels?.[label];
      if (value !== undefined) put(byValue, value, `${namespace}/${pod.metadata.name}`, pod);
    }
    return byValue;
  }
}

function put(byValue: ByValue, value: string, key: string, pod: Pod): void {
  let pods = byValue.get(value);
  if (!pods) byValue.set(value, (pods = new Map()));
  pods.set(key, pod);
}
