import type { Pod } from '../../../kube/pod.ts';
import { type Cycle, type Prepared, type Refusal } from './plugin.ts';

const NAME = 'VolumeBinding';
const refusal = (reason: string): Refusal => ({ plugin: NAME, reasons: [reason], unresolvable: true });

/** The claims that a Pod names must be there and bound. Models the part of VolumeBinding that does not look at Nodes: every volume can be had on every Node. */
export function volumeBinding({ pod, listers }: Cycle): Prepared {
  let unbound = false;
  for (const name of claimsOf(pod)) {
    const claim = listers.get('persistentvolumeclaims', `${pod.metadata.namespace ?? ''}/${name}`);
    if (!claim) return { refusal: refusal(`persistentvolumeclaim "${name}" not found`) };
    if (claim.metadata.deletionTimestamp !== undefined) return { refusal: refusal(`persistentvolumeclaim "${name}" is being deleted`) };
    if (claim.status?.phase === 'Lost')
      return { refusal: refusal(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${String(claim.spec['volumeName'] ?? '')}"`) };
    if (claim.spec['volumeName'] === undefined && claim.status?.phase !== 'Bound') unbound = true;
  }
  return unbound ? { refusal: refusal('pod has unbound immediate PersistentVolumeClaims') } : undefined;
}

function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []));
}
