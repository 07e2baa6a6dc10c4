import type { Pod } from '../../../kube/pod.ts';
import type { PersistentVolumeClaim } from '../../../kube/workloads.ts';
import type { Listers } from '../../store.ts';
import { type Cycle, type Prepared, type Refusal } from './plugin.ts';

const RESTRICTIONS = 'VolumeRestrictions';
const BINDING = 'VolumeBinding';
const refusal = (plugin: string, reason: string): Refusal => ({ plugin, reasons: [reason], unresolvable: true });
const TAKEN: Refusal = {
  plugin: RESTRICTIONS,
  reasons: ['node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'],
  unresolvable: false,
};

/** The claims that a Pod names must be there, and one for a single Pod must not be in use. Models VolumeRestrictions without the disks of old. */
export function volumeRestrictions({ pod, listers, cache }: Cycle): Prepared {
  const single = new Set<string>();
  for (const name of claimsOf(pod)) {
    const claim = claimOf(listers, pod, name);
    if (!claim) return { refusal: refusal(RESTRICTIONS, `persistentvolumeclaim "${name}" not found`) };
    const { accessModes } = (claim as { readonly spec: { readonly accessModes?: readonly string[] } }).spec;
    if (accessModes?.includes('ReadWriteOncePod')) single.add(name);
  }
  if (!single.size) return undefined;
  const taken = new Set<string>();
  for (const info of cache.list())
    for (const other of info.pods.values())
      if (other.metadata.namespace === pod.metadata.namespace) for (const name of claimsOf(other)) if (single.has(name)) taken.add(name);
  if (!taken.size) return undefined;
  let conflicts = taken.size;
  const count = (other: Pod, _info: unknown, by: 1 | -1): void => {
    conflicts += by * claimsOf(other).filter((name) => single.has(name)).length;
  };
  return { filter: { plugin: RESTRICTIONS, filter: () => (conflicts > 0 ? TAKEN : undefined), count } };
}

/** The claims that a Pod names must be bound. Models the part of VolumeBinding that does not look at Nodes: every volume can be had on every Node. */
export function volumeBinding({ pod, listers }: Cycle): Prepared {
  let unbound = false;
  for (const name of claimsOf(pod)) {
    const claim = claimOf(listers, pod, name);
    if (!claim) return { refusal: refusal(BINDING, `persistentvolumeclaim "${name}" not found`) };
    if (claim.status?.phase === 'Lost')
      return {
        refusal: refusal(BINDING, `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${String(claim.spec['volumeName'] ?? '')}"`),
      };
    if (claim.metadata.deletionTimestamp !== undefined) return { refusal: refusal(BINDING, `persistentvolumeclaim "${name}" is being deleted`) };
    if (claim.spec['volumeName'] === undefined && claim.status?.phase !== 'Bound') unbound = true;
  }
  return unbound ? { refusal: refusal(BINDING, 'pod has unbound immediate PersistentVolumeClaims') } : undefined;
}

function claimOf(listers: Listers, pod: Pod, name: string): PersistentVolumeClaim | undefined {
  return listers.get('persistentvolumeclaims', `${pod.metadata.namespace ?? ''}/${name}`);
}

export function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []));
}
