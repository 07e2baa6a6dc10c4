import type { KubeObject } from '../../../kube/meta.ts';
import type { Cause } from '../errors.ts';
import { invalidValue } from './field.ts';

/** What is wrong with a status that a user writes. Models the StatusUpdate rules of pkg/apis/{apps,autoscaling,core,policy}/validation. */

interface Rules {
  /** Counts that may not be below 0, in the order in which they are looked at. */
  readonly counts: readonly string[];
  /** Those that may not be above `replicas`. */
  readonly parts?: readonly string[];
  /** How `readyReplicas` is named where fewer are ready than available. */
  readonly ready?: string;
  readonly hasCollisions?: boolean;
}

const REPLICAS: Rules = {
  counts: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  parts: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  ready: 'readyReplicas',
};

const RULES: Readonly<Record<string, Rules>> = {
  deployments: {
    counts: [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'terminatingReplicas',
      'collisionCount',
    ],
    parts: ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
    ready: 'readyReplicas',
    hasCollisions: true,
  },
  replicasets: { ...REPLICAS, counts: [...REPLICAS.counts, 'terminatingReplicas'] },
  replicationcontrollers: REPLICAS,
  statefulsets: {
    counts: ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'],
    parts: ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
    ready: 'status.readyReplicas',
    hasCollisions: true,
  },
  daemonsets: {
    counts: [
      'currentNumberScheduled',
      'numberMisscheduled',
      'desiredNumberScheduled',
      'numberReady',
      'observedGeneration',
      'updatedNumberScheduled',
      'numberAvailable',
      'numberUnavailable',
      'collisionCount',
    ],
    hasCollisions: true,
  },
  horizontalpodautoscalers: { counts: ['currentReplicas', 'desiredReplicas'] },
  poddisruptionbudgets: { counts: ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] },
};

/** The causes for a status of one table; none for tables whose statuses are not looked at. */
export function* statusCauses(table: string, next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const rules = RULES[table];
  if (!rules) return;
  const count = (name: string, { status }: KubeObject = next): number => ((status ?? {}) as Readonly<Record<string, number | undefined>>)[name] ?? 0;
  for (const name of rules.counts) if (count(name) < 0) yield invalidValue(`status.${name}`, count(name), 'must be greater than or equal to 0');
  for (const name of rules.parts ?? [])
    if (count(name) > count('replicas')) yield invalidValue(`status.${name}`, count(name), 'cannot be greater than status.replicas');
  if (rules.ready && count('availableReplicas') > count('readyReplicas'))
    yield invalidValue('status.availableReplicas', count('availableReplicas'), `cannot be greater than ${rules.ready}`);
  if (rules.hasCollisions && count('collisionCount') < count('collisionCount', previous))
    yield invalidValue('status.collisionCount', count('collisionCount'), 'cannot be decremented');
}
