import type { Tape } from '../../src/scenario/tape.ts';
import { manifestOf } from './tapes.ts';

type Workload = Parameters<typeof manifestOf>[0];
type Delays = NonNullable<Tape['images']>[string];
const SECOND_EACH: Delays = { 'start-delay': 1, 'ready-delay': 1, 'stop-delay': 1 };
const tape = (workload: Workload, nodes: number, commands: Tape['commands'], delays: Delays = SECOND_EACH): Tape => ({
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 7,
  nodes: Array.from({ length: nodes }, (_, index) => ({ name: `n${index + 1}`, labels: { zone: 'a' } })),
  images: { '*': delays, 'app:bad': { fault: 'ImagePull' } },
  commands: [{ at: 0, action: { do: 'kubectl', line: 'apply -f m.yaml', files: { 'm.yaml': manifestOf(workload) } } }, ...commands],
});
const kubectl = (at: number, line: string): Tape['commands'][number] => ({ at, action: { do: 'kubectl', line } });

const ADOPTER: Workload = {
  kind: 'StatefulSet',
  name: 'w0',
  spec: {
    replicas: 3,
    serviceName: 'w0',
    persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' },
    volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
  },
};
const adoption = tape(ADOPTER, 1, [
  kubectl(1000, 'delete sts/w0 --cascade=orphan --wait=false'),
  { at: 1000, action: { do: 'ready', pods: { 'w0-0': true } } },
  { at: 1000, action: { do: 'kubectl', line: 'apply -f m.yaml', files: { 'm.yaml': manifestOf(ADOPTER) } } },
]);

const SHRINKER: Workload = {
  kind: 'Deployment',
  name: 'w0',
  spec: { replicas: 1, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '34%' } } },
};
const shrinking = tape(
  SHRINKER,
  1,
  [
    kubectl(1000, 'set image deploy/w0 c=app:2'),
    kubectl(1000, 'scale deploy/w0 --replicas=2'),
    kubectl(2000, 'rollout restart deploy/w0'),
    kubectl(10_000, 'rollout undo deploy/w0'),
    { at: 10_000, action: { do: 'kubectl', line: 'apply -f m.yaml', files: { 'm.yaml': manifestOf(SHRINKER) } } },
  ],
  { 'start-delay': 1, 'ready-delay': 3, 'stop-delay': 3 },
);

/** Tapes on which a property failed once, or a controller went wrong, by what it was. */
export const REGRESSIONS: Readonly<Record<string, Tape>> = {
  // Seed 5: ten similar events in one decision are combined, so one entry changes one event twice.
  'an event that is counted up twice in one decision': tape(
    { kind: 'DaemonSet', name: 'w0', spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } } },
    4,
    [
      kubectl(1000, 'delete pods -l app=w0 --wait=false'),
      kubectl(2000, 'delete pods -l app=w0 --wait=false'),
      kubectl(4000, 'delete pods -l app=w0 --wait=false'),
    ],
  ),
  'a claim that goes with its Pod while the ordinal is wanted again': tape(
    {
      kind: 'StatefulSet',
      name: 'w0',
      spec: {
        replicas: 2,
        serviceName: 'w0',
        persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
      },
    },
    2,
    [kubectl(8000, 'scale sts/w0 --replicas=1'), kubectl(9000, 'scale sts/w0 --replicas=2')],
    { ...SECOND_EACH, 'stop-delay': 3 },
  ),
  'a Node that leaves and comes back while a surging update is on its way': tape(
    { kind: 'DaemonSet', name: 'w0', spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } },
    3,
    [
      kubectl(5000, 'set image ds/w0 c=app:2'),
      { at: 6000, action: { do: 'nodes', delete: ['n2'] } },
      { at: 9000, action: { do: 'nodes', add: [{ name: 'n2', labels: { zone: 'a' } }] } },
    ],
  ),
  // Seed 19: of three ready Pods of the old ReplicaSet, the one beside a new Pod goes, not the one whose minReadySeconds are not over.
  'an available Pod that goes instead of one that is ready only just': tape(
    {
      kind: 'Deployment',
      name: 'w0',
      spec: { replicas: 5, minReadySeconds: 2, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '50%' } } },
    },
    3,
    [kubectl(1000, 'set image deploy/w0 c=app:3'), kubectl(3000, 'scale deploy/w0 --replicas=3'), kubectl(7000, 'set image deploy/w0 c=app:1')],
  ),
  // Seed 67: two old Pods serve, three new ones do not yet; for two replicas the old ReplicaSet's share is one, though both must be available.
  'a share of a smaller size that leaves fewer available than a rollout may': tape(
    {
      kind: 'Deployment',
      name: 'w0',
      spec: { replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '34%', maxUnavailable: '34%' } } },
    },
    1,
    [kubectl(1000, 'rollout restart deploy/w0'), kubectl(2000, 'scale deploy/w0 --replicas=2')],
  ),
  // Seed 122: two old Pods get ready in one instant; when the ReplicaSet has heard of one, the other is cleaned up as unhealthy, and one that is ready goes.
  'a Pod that is cleaned up before anybody has heard that it is ready': tape(
    { kind: 'Deployment', name: 'w0', spec: { replicas: 5, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '34%' } } } },
    1,
    [kubectl(1000, 'set image deploy/w0 c=app:bad'), kubectl(7000, 'delete pods -l app=w0 --wait=false'), kubectl(7000, 'set image deploy/w0 c=app:2')],
    { 'start-delay': 3, 'ready-delay': 0, 'stop-delay': 2 },
  ),
  // Seed 127: the old ReplicaSet's last Pod goes, because its report still counts one that it has just given up for the smaller size.
  'the last Pod that serves, given up on a report that is behind': shrinking,
  // Seed 20787: the new set adopts w0-0, finds it available and goes on to w0-1, all in one sync, as upstream does.
  'a set that adopts its first Pod and creates the second in one decision': adoption,
};
