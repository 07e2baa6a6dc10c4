import { type KubeObject, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import type { Change } from '../../timeline/types.ts';
import { PVC_PROTECTION, PV_PROTECTION, withFinalizer } from '../api/admission/storage-protection.ts';
import { type Cache, type Outcome, type Step, type Watch, because, defineController, update } from '../controller.ts';

type Volume = KubeObject & { readonly status?: { readonly phase?: string } };

/** Which bound Pods use a claim. */
class ClaimUsers implements Cache {
  constructor(private readonly users: Map<string, Set<string>> = new Map()) {}

  has(claim: string): boolean {
    return this.users.has(claim);
  }
  observe({ table, key, before, after }: Change): void {
    if (table !== 'pods') return;
    const was = claimsOf(before as Pod | undefined);
    const is = claimsOf(after as Pod | undefined);
    for (const claim of was) if (!is.includes(claim)) this.delete(claim, key);
    for (const claim of is) if (!was.includes(claim)) this.add(claim, key);
  }
  copy(): ClaimUsers {
    return new ClaimUsers(new Map([...this.users].map(([claim, pods]) => [claim, new Set(pods)])));
  }

  private add(claim: string, pod: string): void {
    const pods = this.users.get(claim);
    if (pods) pods.add(pod);
    else this.users.set(claim, new Set([pod]));
  }
  private delete(claim: string, pod: string): void {
    const pods = this.users.get(claim);
    pods?.delete(pod);
    if (pods?.size === 0) this.users.delete(claim);
  }
}

const NONE: readonly string[] = [];

/** The claims that a Pod uses from the moment it is bound to a Node. */
function claimsOf(pod: Pod | undefined): readonly string[] {
  if (!pod?.spec.nodeName || !pod.spec.volumes) return NONE;
  return pod.spec.volumes.flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim ? [`${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`] : [],
  );
}

/** Takes a finalizer off an object that is going, as nothing uses it any more; puts it back on one that is to stay. */
function* guard(object: KubeObject, finalizer: string, isUsed: boolean, why: Step): Generator<Step, void, Outcome> {
  const isGoing = object.metadata.deletionTimestamp !== undefined;
  const has = object.metadata.finalizers?.includes(finalizer) ?? false;
  if (isGoing === !has || (isGoing && isUsed)) return;
  const guarded = { ...object, metadata: { ...object.metadata, resourceVersion: '' } };
  if (!isGoing) {
    yield update(withFinalizer(guarded, finalizer));
    return;
  }
  yield why;
  yield update({ ...guarded, metadata: { ...guarded.metadata, finalizers: (object.metadata.finalizers ?? []).filter((name) => name !== finalizer) } });
}

/** Those whose deletion has begun, and those that have lost their finalizer. */
const unguarded =
  (finalizer: string): Watch['keys'] =>
  (_listers, _before, after) =>
    after && (after.metadata.deletionTimestamp !== undefined || !after.metadata.finalizers?.includes(finalizer)) ? [keyOf(after)] : [];

/** Lets a claim that somebody has deleted go as soon as no Pod uses it any more. */
export const claimProtectionController = defineController({
  name: 'pvc-protection-controller',
  models: 'pkg/controller/volume/pvcprotection: keeps a claim while a Pod uses it',
  watches: [
    { table: 'persistentvolumeclaims', keys: unguarded(PVC_PROTECTION) },
    { table: 'pods', keys: (_listers, before, after) => (after ? [] : claimsOf(before as Pod | undefined)) },
  ],
  cache: (listers) => {
    const users = new ClaimUsers();
    for (const pod of listers.list('pods')) users.observe({ table: 'pods', key: keyOf(pod), before: undefined, after: pod });
    return users;
  },
  *reconcile(context, key) {
    const claim = context.listers.get('persistentvolumeclaims', key) as KubeObject | undefined;
    if (claim) yield* guard(claim, PVC_PROTECTION, (context.cache as ClaimUsers).has(key), because('volume/unused', { claim: key }));
  },
});

/** Lets a volume that somebody has deleted go as soon as no claim is bound to it any more. */
export const volumeProtectionController = defineController({
  name: 'pv-protection-controller',
  models: 'pkg/controller/volume/pvprotection: keeps a volume while a claim is bound to it',
  watches: [{ table: 'persistentvolumes', keys: unguarded(PV_PROTECTION) }],
  *reconcile(context, key) {
    const volume = context.listers.get('persistentvolumes', key) as Volume | undefined;
    if (volume) yield* guard(volume, PV_PROTECTION, volume.status?.phase === 'Bound', because('volume/unbound', { volume: key }));
  },
});
