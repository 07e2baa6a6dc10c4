import type { Admission } from '../strategy.ts';
import { claimResize } from './claim-resize.ts';
import { defaultTolerations } from './tolerations.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { storageProtection } from './storage-protection.ts';

/** kube-apiserver's default plugins, as far as they touch what the playground runs. */
export const admissions: readonly Admission[] = [namespaceLifecycle, limitRanger, defaultTolerations, priority, storageProtection, claimResize, resourceQuota];
