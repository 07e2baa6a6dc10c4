import { dumpHash } from '../../../kube/hash.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import { goDump } from './go-dump.ts';

/** What a template's Pods and their ReplicaSet carry in their names: as a cluster of this version computes it. Models controller.ComputeHash. */
export function templateHash(template: PodTemplate, collisionCount?: number): string {
  return dumpHash(goDump(template, 'core/v1.PodTemplateSpec'), collisionCount);
}
