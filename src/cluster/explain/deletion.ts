import { type KubeObject, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { RESOURCES, resourceOfTable } from '../../kube/resources.ts';
import { PVC_PROTECTION } from '../api/admission/storage-protection.ts';
import { type Blocker, type ExplainContext, type Remedy, inNamespace, quoted } from './contract.ts';
import { blockersOfPods } from './pods.ts';

/** Finalizers that the garbage collector takes off when their time has come. */
const COLLECTED: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan']);
/** Of what is left in a Namespace, so many kinds are named. */
const LEFT_MAX = 4;

/** What keeps an object that is being deleted from going: its finalizers, and what each of them waits for. Empty where nothing does. */
export function blockersOfDeletion(context: ExplainContext, table: string, object: KubeObject): readonly Blocker[] {
  const { deletionTimestamp, finalizers = [], name } = object.metadata;
  if (deletionTimestamp === undefined) return [];
  const itself = { table, key: keyOf(object) };
  const blockers: Blocker[] = [];
  const foreign = finalizers.filter((finalizer) => !COLLECTED.has(finalizer) && finalizer !== PVC_PROTECTION);
  if (foreign.length)
    blockers.push({
      kind: 'blocked',
      reason: { rule: 'blocked/finalizers', values: { kind: object.kind, name, finalizers: foreign.join(', ') } },
      object: itself,
      remedies: [withoutFinalizers(table, object, finalizers, foreign)],
    });
  if (finalizers.includes(PVC_PROTECTION)) blockers.push(...blockersOfProtection(context, object));
  if (finalizers.includes('foregroundDeletion')) blockers.push(...blockersOfDependents(context, table, object));
  return blockers;
}

function withoutFinalizers(table: string, object: KubeObject, all: readonly string[], foreign: readonly string[]): Remedy {
  const kept = all.filter((finalizer) => !foreign.includes(finalizer));
  const type = resourceOfTable(table)?.singular ?? table;
  const patch = quoted({ metadata: { finalizers: kept.length ? kept : null } });
  return { rule: 'remedy/remove-finalizers', commands: [`kubectl patch ${type} ${object.metadata.name}${inNamespace(object)} --type=merge -p ${patch}`] };
}

/** A claim stays as long as a Pod uses it. */
function blockersOfProtection(context: ExplainContext, claim: KubeObject): readonly Blocker[] {
  const users = [...context.listers.listIn('pods', claim.metadata.namespace ?? '')].filter(
    ({ spec }) => spec.nodeName && spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name),
  );
  const [first] = users;
  if (!first) return [];
  const going = users.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  if (going.length === users.length) return blockersOfPods(context, going, 0, []);
  const remove = users.map(({ metadata }) => metadata.name).join(' ');
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/claim-in-use', values: { name: claim.metadata.name, pod: first.metadata.name, pods: users.length } },
      object: { table: 'pods', key: keyOf(first) },
      remedies: [{ rule: 'remedy/delete-users', commands: [`kubectl delete pod ${remove}${inNamespace(claim)}`] }],
    },
  ];
}

/** Deleted with --cascade=foreground: what it owns goes first. What stands in the way of that is named. */
function blockersOfDependents(context: ExplainContext, table: string, owner: KubeObject): readonly Blocker[] {
  const { listers } = context;
  const dependents = listers.dependents(owner.metadata.uid);
  const objects = dependents.map((one) => ({ ...one, object: listers.get(one.table, one.key) as KubeObject | undefined }));
  const stuck = objects.flatMap((one) => (one.object ? blockersOfDeletion(context, one.table, one.object) : []));
  if (stuck.length) return stuck.slice(0, LEFT_MAX);
  if (!objects.length) return [];
  return [
    {
      kind: 'waiting',
      reason: { rule: 'blocked/dependents', values: { kind: owner.kind, name: owner.metadata.name, dependents: objects.length } },
      object: objects[0] ?? { table, key: keyOf(owner) },
      remedies: [],
    },
  ];
}

/** Why a Namespace that is being deleted is still there: what is left in it, and why that does not go. */
export function blockersOfNamespace(context: ExplainContext, namespace: KubeObject): readonly Blocker[] {
  if (namespace.metadata.deletionTimestamp === undefined) return [];
  const { listers } = context;
  const { name } = namespace.metadata;
  const blockers: Blocker[] = [];
  const going: Pod[] = [];
  let left = 0;
  for (const { plural, namespaced } of RESOURCES) {
    if (!namespaced) continue;
    for (const object of listers.listIn(plural, name) as Iterable<KubeObject>) {
      left++;
      if (plural === 'pods') going.push(object as unknown as Pod);
      blockers.push(...blockersOfDeletion(context, plural, object));
    }
  }
  if (left)
    blockers.push({
      kind: blockers.length ? 'blocked' : 'waiting',
      reason: { rule: 'blocked/namespace', values: { name, objects: left } },
      object: { table: 'namespaces', key: name },
      remedies: blockers.length ? [{ rule: 'remedy/remove-finalizers', commands: blockers.flatMap(({ remedies }) => remedies[0]?.commands ?? []) }] : [],
    });
  return [...blockers.slice(-1), ...blockers.slice(0, -1).slice(0, LEFT_MAX), ...blockersOfPods(context, going, 0, [])];
}
