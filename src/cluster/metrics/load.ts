import type { KubeObject } from '../../kube/meta.ts';
import type { Load, LoadAmount } from '../../kube/load.ts';
import { milliAt } from '../../kube/load.ts';
import type { ReasonValue } from '../../timeline/types.ts';
import { deepEqual } from '../api/equal.ts';
import type { Cluster } from '../cluster.ts';
import type { Listers } from '../store.ts';

/** The table of what comes from outside: one row, so that it is kept, reverted and replayed with everything else. */
export const LOAD_TABLE = '#load';
const ROW = 'load';

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function checkAmount(path: string, value: unknown): void {
  try {
    if (!Number.isFinite(milliAt(value as LoadAmount, 0))) throw new RangeError('not a number');
  } catch (error) {
    throw new TypeError(`${path}: ${(error as Error).message}`);
  }
}

/** Throws a TypeError that names the first part that is no load. */
function checkLoad(load: Readonly<Record<string, unknown>>): Load {
  const { loads = [], custom = {}, external = {}, objects = [] } = load;
  if (!Array.isArray(loads)) throw new TypeError('loads: must be a list');
  for (const [i, source] of loads.entries()) {
    if (!isPlain(source) || (!isPlain(source['selector']) && typeof source['service'] !== 'string'))
      throw new TypeError(`loads[${i}]: needs a selector or a service`);
    for (const resource of ['cpu', 'memory']) if (source[resource] !== undefined) checkAmount(`loads[${i}].${resource}`, source[resource]);
  }
  for (const [name, metrics] of [
    ['custom', custom],
    ['external', external],
  ] as const) {
    if (!isPlain(metrics)) throw new TypeError(`${name}: must be a map of a metric's name to its value`);
    for (const [metric, amount] of Object.entries(metrics)) checkAmount(`${name}.${metric}`, amount);
  }
  if (!Array.isArray(objects)) throw new TypeError('objects: must be a list');
  for (const [i, object] of objects.entries()) checkAmount(`objects[${i}].value`, isPlain(object) ? object['value'] : undefined);
  return load as Load;
}

/** A load in one line: `app=web: cpu 500m, memory 90Mi each`. */
function describe(load: Load): readonly string[] {
  const amount = (value: LoadAmount): string => (typeof value === 'object' ? value.shape : String(value));
  const lines = (load.loads ?? []).map((source) => {
    const whom =
      source.service ??
      Object.entries(source.selector ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
    const what = (['cpu', 'memory'] as const).flatMap((resource) => (source[resource] === undefined ? [] : [`${resource} ${amount(source[resource])}`]));
    return `${whom}: ${what.join(', ')}${source.perPod ? ' each' : ''}`;
  });
  for (const [name, value] of [...Object.entries(load.custom ?? {}), ...Object.entries(load.external ?? {})]) lines.push(`${name}: ${amount(value)}`);
  for (const { kind, name, metric, value } of load.objects ?? []) lines.push(`${metric} of ${kind}/${name}: ${amount(value)}`);
  return lines;
}

/** Replaces the whole load, as one decision of the person who sets it. Throws TypeError for what is no load, and sets nothing then. */
export function setLoad(cluster: Cluster, load: Readonly<Record<string, unknown>>): void {
  const spec = checkLoad(load);
  const values: Record<string, ReasonValue> = { load: describe(spec) };
  if (deepEqual(currentLoad(cluster.store), spec)) return;
  cluster.decide('user', 0, { rule: 'load/set', values }, () => {
    cluster.store.put(LOAD_TABLE, ROW, { apiVersion: 'rolloutscope/v1', kind: 'Load', metadata: { name: ROW }, spec } as unknown as KubeObject);
  });
}

/** The load that is in force; an empty one where none was ever set. */
export function currentLoad(listers: Listers): Load {
  return (listers.get(LOAD_TABLE, ROW)?.spec as Load | undefined) ?? {};
}
