import type { Pod } from '../../../kube/pod.ts';
import { claimOf, claimsOf, podClaims, volumeConflicts } from '../volume-binding.ts';
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

/** The claims that a Pod names must be bound, or wait for it; and their volumes must be had on the Node. Models VolumeBinding. */
export function volumeBinding({ pod, listers }: Cycle): Prepared {
  const names = claimsOf(pod);
  if (!names.length) return undefined;
  for (const name of names) {
    const claim = claimOf(listers, pod, name);
    if (!claim) return { refusal: refusal(BINDING, `persistentvolumeclaim "${name}" not found`) };
    if (claim.status?.phase === 'Lost')
      return {
        refusal: refusal(BINDING, `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${String(claim.spec['volumeName'] ?? '')}"`),
      };
    if (claim.metadata.deletionTimestamp !== undefined) return { refusal: refusal(BINDING, `persistentvolumeclaim "${name}" is being deleted`) };
  }
  const claims = podClaims(listers, pod, names);
  if (claims.isWaiting) return { refusal: refusal(BINDING, 'pod has unbound immediate PersistentVolumeClaims') };
  if (!claims.bound.length && !claims.delayed.length) return undefined;
  return {
    filter: {
      plugin: BINDING,
      filter: ({ node }) => {
        const reasons = node ? volumeConflicts(listers, claims, node) : [];
        return reasons.length ? { plugin: BINDING, reasons, unresolvable: true } : undefined;
      },
    },
  };
}
