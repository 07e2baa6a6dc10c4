import type { LimitRange } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { Container, PodSpec } from '../../../kube/pod.ts';
import { canonicalQuantity, compareQuantity, isZeroQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { fill } from '../defaults.ts';
import type { Admission, StrategyContext } from '../strategy.ts';
import { podLimits, podRequests } from './pod-usage.ts';
import { refuse } from './refuse.ts';

type Amounts = Readonly<Record<string, string>>;
type Item = LimitRange['spec']['limits'][number];

const ANNOTATION = 'kubernetes.io/limit-ranger';

function rangesFor(object: KubeObject, context: StrategyContext): readonly LimitRange[] {
  return context.listers.count('limitranges') ? [...context.listers.listIn('limitranges', object.metadata.namespace ?? 'default')] : [];
}

/** Requests and limits that a container leaves out, and the words about it for the annotation. */
function withDefaults(container: Container, range: LimitRange, what: string): { container: Container; said: readonly string[] } {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const item of range.spec.limits) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const given = container.resources ?? {};
  const missing = (defaults: Amounts, has: Amounts | undefined): string[] =>
    Object.keys(defaults)
      .filter((name) => has?.[name] === undefined)
      .sort();
  const setRequests = missing(requests, given.requests);
  const setLimits = missing(limits, given.limits);
  const said = [
    ...(setRequests.length ? [`${setRequests.join(', ')} request for ${what} ${container.name}`] : []),
    ...(setLimits.length ? [`${setLimits.join(', ')} limit for ${what} ${container.name}`] : []),
  ];
  if (!said.length) return { container, said };
  return {
    container: { ...container, resources: { ...given, limits: fill(given.limits ?? {}, limits), requests: fill(given.requests ?? {}, requests) } },
    said,
  };
}

function admitPod(object: KubeObject, range: LimitRange): KubeObject {
  const spec = object.spec as PodSpec;
  const said: string[] = [];
  const fillIn = (list: readonly Container[], what: string): readonly Container[] =>
    list.map((one) => {
      const filled = withDefaults(one, range, what);
      said.push(...filled.said);
      return filled.container;
    });
  const containers = fillIn(spec.containers ?? [], 'container');
  const initContainers = fillIn(spec.initContainers ?? [], 'init container');
  if (!said.length) return object;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${said.join('; ')}` } },
    spec: { ...spec, containers, ...(spec.initContainers ? { initContainers } : {}) },
  };
}

function checkMin(item: Item, requests: Amounts, limits: Amounts): readonly string[] {
  return Object.entries(item.min ?? {}).flatMap(([name, enforced]) => {
    const start = `minimum ${name} usage per ${item.type} is ${canonicalQuantity(enforced)}`;
    const request = requests[name];
    const limit = limits[name];
    if (request === undefined) return [`${start}.  No request is specified`];
    if (compareQuantity(request, enforced) < 0) return [`${start}, but request is ${canonicalQuantity(request)}`];
    return limit !== undefined && compareQuantity(limit, enforced) < 0 ? [`${start}, but limit is ${canonicalQuantity(limit)}`] : [];
  });
}

function checkMax(item: Item, requests: Amounts, limits: Amounts): readonly string[] {
  return Object.entries(item.max ?? {}).flatMap(([name, enforced]) => {
    const start = `maximum ${name} usage per ${item.type} is ${canonicalQuantity(enforced)}`;
    const request = requests[name];
    const limit = limits[name];
    if (limit === undefined) return [`${start}.  No limit is specified`];
    if (compareQuantity(limit, enforced) > 0) return [`${start}, but limit is ${canonicalQuantity(limit)}`];
    return request !== undefined && compareQuantity(request, enforced) > 0 ? [`${start}, but request is ${canonicalQuantity(request)}`] : [];
  });
}

function checkRatio(item: Item, requests: Amounts, limits: Amounts): readonly string[] {
  return Object.entries(item.maxLimitRequestRatio ?? {}).flatMap(([name, enforced]) => {
    const start = `${name} max limit to request ratio per ${item.type} is ${canonicalQuantity(enforced)}`;
    const request = requests[name];
    const limit = limits[name];
    if (request === undefined || isZeroQuantity(request)) return [`${start}, but no request is specified or request is 0`];
    if (limit === undefined || isZeroQuantity(limit)) return [`${start}, but no limit is specified or limit is 0`];
    const ratio = Number(parseQuantity(limit).nano) / Number(parseQuantity(request).nano);
    return ratio > Number(parseQuantity(enforced).nano) / 1e9 ? [`${start}, but provided ratio is ${ratio.toFixed(6)}`] : [];
  });
}

const checkAll = (item: Item, requests: Amounts, limits: Amounts): readonly string[] => [
  ...checkMin(item, requests, limits),
  ...checkMax(item, requests, limits),
  ...checkRatio(item, requests, limits),
];

function podProblems(spec: PodSpec, range: LimitRange): readonly string[] {
  return range.spec.limits.flatMap((item) => {
    if (item.type === 'Container')
      return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap((one) =>
        checkAll(item, one.resources?.requests ?? {}, one.resources?.limits ?? {}),
      );
    return item.type === 'Pod' ? checkAll(item, podRequests(spec), podLimits(spec)) : [];
  });
}

function claimProblems(object: KubeObject, range: LimitRange): readonly string[] {
  const requests = (object.spec as { resources?: { requests?: Amounts } }).resources?.requests ?? {};
  return range.spec.limits.flatMap((item) => {
    if (item.type !== 'PersistentVolumeClaim') return [];
    // A claim has no limits: its request is held against both ends.
    const under = checkMin(item, requests, {});
    const over = Object.entries(item.max ?? {}).flatMap(([name, enforced]) => {
      const request = requests[name];
      const start = `maximum ${name} usage per ${item.type} is ${canonicalQuantity(enforced)}`;
      if (request === undefined) return [`${start}.  No request is specified`];
      return compareQuantity(request, enforced) > 0 ? [`${start}, but request is ${canonicalQuantity(request)}`] : [];
    });
    return [...under, ...over];
  });
}

/** Fills in a Namespace's default requests and limits, and refuses what is outside its bounds. */
export const limitRanger: Admission = {
  name: 'LimitRanger',
  tables: ['pods', 'persistentvolumeclaims'],
  admit: (object, previous, context) => {
    if (previous || object.kind !== 'Pod') return object;
    return rangesFor(object, context).reduce(admitPod, object);
  },
  validate: (object, previous, context) => {
    if (previous && object.kind === 'Pod') return;
    for (const range of rangesFor(object, context)) {
      const problems = object.kind === 'Pod' ? podProblems(object.spec as PodSpec, range) : claimProblems(object, range);
      const distinct = [...new Set(problems)];
      if (distinct.length) throw refuse(object, distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`);
    }
  },
};
