import type { KubeObject } from '../../../kube/meta.ts';
import type { PodSpec, Toleration } from '../../../kube/pod.ts';
import type { Admission } from '../strategy.ts';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

/** Pods of one template share their specification, so they share the one with the tolerations too. */
const tolerant = new WeakMap<PodSpec, PodSpec>();

const covers = (toleration: Toleration, key: string): boolean =>
  (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect);

function withTolerations(spec: PodSpec): PodSpec {
  const given = spec.tolerations ?? [];
  const missing = KEYS.filter((key) => !given.some((toleration) => covers(toleration, key)));
  if (!missing.length) return spec;
  return { ...spec, tolerations: [...given, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }))] };
}

/** A Pod stays on a Node that is not ready or unreachable for five minutes, unless it says otherwise. */
export const defaultTolerations: Admission = {
  name: 'DefaultTolerationSeconds',
  tables: ['pods'],
  admit: (object) => {
    const spec = object.spec as PodSpec;
    let next = tolerant.get(spec);
    if (!next) tolerant.set(spec, (next = withTolerations(spec)));
    return next === spec ? object : ({ ...object, spec: next } as KubeObject);
  },
};
