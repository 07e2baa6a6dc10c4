import { ADMISSIONS, STRATEGIES } from './api/registry.ts';
import type { ClusterParts } from './cluster.ts';
import { daemonSetController } from './controllers/daemonset/index.ts';
import { deploymentController } from './controllers/deployment/index.ts';
import { garbageCollector } from './controllers/garbage-collector.ts';
import { disruptionController } from './controllers/disruption.ts';
import { endpointSliceController } from './controllers/endpointslice.ts';
import { namespaceController } from './controllers/namespace.ts';
import { nodeLifecycle } from './controllers/node-lifecycle.ts';
import { podGarbageCollector } from './controllers/pod-gc.ts';
import { podAutoscaler } from './controllers/podautoscaler/index.ts';
import { replicaSetController, replicationController } from './controllers/replicaset/index.ts';
import { resourceQuotaController } from './controllers/resourcequota.ts';
import { statefulSetController } from './controllers/statefulset/index.ts';
import { volumeController } from './controllers/persistentvolume/index.ts';
import { claimProtectionController, volumeProtectionController } from './controllers/volume.ts';
import { taintEviction } from './controllers/taint-eviction.ts';
import { kubelet, podTermination } from './node/kubelet.ts';
import { scheduler } from './scheduler/index.ts';

/** Everything that acts in the cluster. The order is part of determinism. To add a controller: one file, one line here, one test. */
export const PARTS: ClusterParts = {
  strategies: STRATEGIES,
  admissions: ADMISSIONS,
  controllers: [
    kubelet,
    scheduler,
    podTermination,
    deploymentController,
    replicaSetController,
    replicationController,
    statefulSetController,
    daemonSetController,
    volumeController,
    claimProtectionController,
    volumeProtectionController,
    endpointSliceController,
    podAutoscaler,
    namespaceController,
    resourceQuotaController,
    garbageCollector,
    disruptionController,
    nodeLifecycle,
    taintEviction,
    podGarbageCollector,
  ],
};
