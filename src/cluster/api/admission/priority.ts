import type { PriorityClass } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { PodSpec } from '../../../kube/pod.ts';
import type { Listers } from '../../store.ts';
import type { Admission } from '../strategy.ts';
import { refuse } from './refuse.ts';

const USER_PRIORITY_MAX = 1_000_000_000;
const SYSTEM_PREFIX = 'system-';

/** The class for Pods that name none: of several, the one with the lowest value. */
function globalDefault(listers: Listers): PriorityClass | undefined {
  let found: PriorityClass | undefined;
  if (listers.count('priorityclasses'))
    for (const one of listers.list('priorityclasses')) if (one.globalDefault && (!found || one.value < found.value)) found = one;
  return found;
}

interface Resolved {
  readonly priority: number;
  readonly policy: string;
  readonly className: string;
  readonly spec: PodSpec;
}
/** Pods of one template share their specification: the last answer for it is kept, and used while its class says the same. */
const resolved = new WeakMap<PodSpec, Resolved>();

function admitPod(object: KubeObject, listers: Listers): KubeObject {
  const spec = object.spec as PodSpec;
  let found: PriorityClass | undefined;
  if (spec.priorityClassName) {
    found = listers.get('priorityclasses', spec.priorityClassName);
    if (!found) throw refuse(object, `no PriorityClass with name ${spec.priorityClassName} was found`);
  } else found = globalDefault(listers);
  const priority = found?.value ?? 0;
  const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
  const className = found?.metadata.name ?? '';
  if (spec.priority !== undefined && spec.priority !== priority)
    throw refuse(
      object,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
    throw refuse(
      object,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  const known = resolved.get(spec);
  if (known && known.priority === priority && known.policy === policy && known.className === className) return { ...object, spec: known.spec };
  const next: PodSpec = { ...spec, ...(className ? { priorityClassName: className } : {}), priority, preemptionPolicy: policy };
  resolved.set(spec, { priority, policy, className, spec: next });
  return { ...object, spec: next };
}

/** What was resolved when the Pod was created stays, where an update leaves it out. */
function keepPriority(object: KubeObject, previous: KubeObject): KubeObject {
  const spec = object.spec as PodSpec;
  const old = previous.spec as PodSpec;
  const priority = spec.priority ?? old.priority;
  const policy = spec.preemptionPolicy ?? old.preemptionPolicy;
  if (priority === spec.priority && policy === spec.preemptionPolicy) return object;
  return { ...object, spec: { ...spec, ...(priority === undefined ? {} : { priority }), ...(policy === undefined ? {} : { preemptionPolicy: policy }) } };
}

function checkClass(object: KubeObject, previous: KubeObject | undefined, listers: Listers): void {
  const given = object as unknown as PriorityClass;
  if (!given.metadata.name.startsWith(SYSTEM_PREFIX) && given.value > USER_PRIORITY_MAX)
    throw refuse(object, `maximum allowed value of a user defined priority is ${USER_PRIORITY_MAX}`);
  if (!given.globalDefault) return;
  const current = globalDefault(listers);
  if (current && (!previous || current.metadata.name !== given.metadata.name))
    throw refuse(object, `PriorityClass ${current.metadata.name} is already marked as default. Only one default can exist`);
}

/** A Pod's priority comes from its PriorityClass; there is at most one default class. */
export const priority: Admission = {
  name: 'Priority',
  tables: ['pods', 'priorityclasses'],
  admit: (object, previous, context) => {
    if (object.kind !== 'Pod') return object;
    return previous ? keepPriority(object, previous) : admitPod(object, context.listers);
  },
  validate: (object, previous, context) => {
    if (object.kind === 'PriorityClass') checkClass(object, previous, context.listers);
  },
};
