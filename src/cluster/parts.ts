import { ADMISSIONS, STRATEGIES } from './api/registry.ts';
import type { ClusterParts } from './cluster.ts';
import { kubelet } from './node/kubelet.ts';
import { scheduler } from './scheduler/index.ts';

/** Everything that acts in the cluster. The order is part of determinism. To add a controller: one file, one line here, one test. */
export const PARTS: ClusterParts = {
  strategies: STRATEGIES,
  admissions: ADMISSIONS,
  controllers: [kubelet, scheduler],
};
