import type { ReasonDictionary, ReasonValues } from './reason-words.ts';
import { backOff, recommendation, rounded } from './arithmetic.ts';
import { blockersEn } from './blockers.en.ts';

const recommended = (values: ReasonValues): string => ['recommended', recommendation(values), '{recommended}'].filter(Boolean).join(' = ');
const wait = (values: ReasonValues): string => ['wait', backOff(values), '{backoff} s'].filter(Boolean).join(' = ');
const metric = ({ ratio }: ReasonValues): string => `{metric}: {usage} of {goal}, ratio ${rounded(ratio)}`;
const counted = ({ cautiousRatio }: ReasonValues): readonly string[] => [
  'ready Pods = {ready}, not ready = {unready}, without metrics = {missing}',
  ...(typeof cautiousRatio === 'number' ? [`with those filled in, ratio ${rounded(cautiousRatio)}`] : []),
];

/** Words for every reason that the engine can give, by its rule. A test walks the engine's sources for rules without words. */
export const reasonsEn = {
  ...blockersEn,

  // ---- people
  'kubectl/command': { title: '{command}', text: 'A person typed this. Whatever it changes wakes the controllers that watch.' },
  'apiserver/bootstrap': { title: 'The cluster begins', text: 'The API server creates the Namespaces and PriorityClasses that every cluster has.' },
  'catalogue/images': { title: 'How images behave was set', text: 'Delays and faults of {images}.' },
  'catalogue/chance': { title: 'Chance falls otherwise from here on', text: 'Names and Nodes of new Pods are drawn in way {seed}.' },
  'catalogue/nodes-added': { title: 'Nodes joined', text: '{nodes}' },
  'catalogue/node-deleted': { title: 'Node {node} left the cluster', text: 'Its Pods have nowhere to be any more and will be collected.' },
  'catalogue/node-down': {
    title: 'Node {node} went down',
    text: 'Its kubelet stops: the lease is not renewed any more, and the status of its Pods stands still.',
  },
  'catalogue/node-up': { title: 'Node {node} came back', text: 'Its kubelet reports again.' },
  'catalogue/probe-succeeds': { title: 'The readiness probe of {pod} succeeds from now on' },
  'catalogue/probe-fails': { title: 'The readiness probe of {pod} fails from now on' },
  'load/set': { title: 'The load changed', text: '{load}' },

  // ---- Deployment
  'deployment/create-replicaset': ({ maxSurge, surge }) => ({
    title: 'Created ReplicaSet {name} for revision {revision}',
    text: 'No ReplicaSet has this Pod template yet ({image}). The new one starts with as many Pods as fit beside the old ones.',
    maths: [
      `max total = {replicas} + ${typeof maxSurge === 'string' ? `ceil(${maxSurge} × {replicas})` : String(surge)} = {total}`,
      'Pods of older ReplicaSets = {have}',
      'may create = min({replicas}, {total} − {have}) = {create}',
    ],
  }),
  'deployment/rolled-back': {
    title: 'Deployment {name} goes back to revision {revision}',
    text: 'An annotation asked for it: the Pod template of that revision’s ReplicaSet is taken over, and the annotation is taken away.',
  },
  'deployment/new-set-annotated': {
    title: 'ReplicaSet {name} is revision {revision} now',
    text: 'A ReplicaSet with this Pod template exists already: it is used again and gets the highest revision number.',
  },
  'deployment/hash-collision': {
    title: 'Two Pod templates have the same hash',
    text: 'The name {name} is taken by another template. The collision count goes into the hash, so the next name differs.',
    maths: ['collision count = {collisionCount}'],
  },
  'deployment/scale': {
    title: 'Scaled {name} from {from} to {to}',
    text: 'The number of replicas was changed, and this is the only ReplicaSet with Pods: it takes all of it.',
  },
  'deployment/scale-up-new': ({ maxSurge, surge }) => ({
    title: 'Scaled up {name} from {from} to {to}',
    text: 'As many new Pods as fit under the limit. Terminating Pods do not count.',
    maths: [
      `max total = {replicas} + ${typeof maxSurge === 'string' ? `ceil(${maxSurge} × {replicas})` : String(surge)} = {total}`,
      'Pods now = {old} old + {from} new = {have}',
      'may add = min({total} − {have}, {replicas} − {from}) = {add}',
    ],
  }),
  'deployment/scale-down-new': { title: 'Scaled down {name} from {from} to {to}', text: 'The new ReplicaSet has more Pods than the Deployment asks for.' },
  'deployment/scale-down-old': ({ maxUnavailable, unavailable }) => ({
    title: 'Scaled down {name} from {from} to {to}',
    text: 'More Pods are available than must be: so many old ones may go.',
    maths: [
      `min available = {replicas} − ${typeof maxUnavailable === 'string' ? `floor(${maxUnavailable} × {replicas})` : String(unavailable)} = {minAvailable}`,
      'available now = {available}',
      'may remove = min({available} − {minAvailable}, {from}) = {remove}',
    ],
  }),
  'deployment/clean-up-unhealthy': {
    title: 'Removed unavailable Pods of {name}: from {from} to {to}',
    text: 'Old Pods that are not available can go first: that costs nothing.',
    maths: ['not available in this ReplicaSet = {unhealthy}', 'may go in all = {have} − {minAvailable} − {newUnavailable} = {room}'],
  },
  'deployment/scale-old-of-saturated': {
    title: 'Scaled down {name} from {from} to 0',
    text: 'The new ReplicaSet has all its Pods, and they are available: no old one is needed.',
  },
  'deployment/scale-proportionally': {
    title: 'Scaled all ReplicaSets in proportion',
    text: 'The Deployment was scaled in the middle of a rollout: each ReplicaSet gets its share of the difference, the largest one what is left over. Name, before, after: {sets}',
    maths: ['Pods allowed = {allowed}', 'Pods now = {have}', 'to share = {allowed} − {have} = {change}'],
  },
  'deployment/recreate-down': {
    title: 'Scaled down {name} from {from} to 0',
    text: 'With Recreate all old Pods have to be gone before the first new one may come.',
  },
  'deployment/recreate-up': { title: 'Scaled up {name} from {from} to {to}', text: 'No old Pod is left: all new ones may come at once.' },
  'deployment/complete': { title: 'The rollout of {name} is complete', text: 'All {replicas} replicas are updated and available, and no old Pod is left.' },
  'deployment/deadline-exceeded': {
    title: '{name} has timed out',
    text: 'For {deadline} s nothing has progressed. Kubernetes only says so: it neither rolls back nor stops trying.',
  },
  'deployment/clean-up': {
    title: 'Deleted the old ReplicaSet {name}',
    text: 'Its revision can no longer be gone back to.',
    maths: ['old ReplicaSets = {old}', 'revisionHistoryLimit = {limit}'],
  },

  // ---- ReplicaSet and ReplicationController
  'replicaset/create-pods': {
    title: '{name} creates {create} {create#Pod#Pods}',
    text: 'In batches that double while creating succeeds: 1, 2, 4 and so on.',
    maths: ['missing = {replicas} − {have} = {create}'],
  },
  'replicaset/create-refused': { title: '{name} could not create a Pod', text: '{message}' },
  'replicaset/delete-pods': {
    title: '{name} deletes {delete} {delete#Pod#Pods}',
    text: 'First those that are not bound to a Node, then pending, not ready, with the lower deletion cost, on a Node with more siblings, ready for a shorter time, with more restarts, younger.',
    maths: ['too many = {have} − {replicas} = {delete}'],
  },

  // ---- StatefulSet
  'statefulset/create-pod': {
    title: '{set} creates {pod}',
    text: 'In order: everything before ordinal {ordinal} is running and ready.',
    maths: ['replicas = {replicas}'],
  },
  'statefulset/create-pods': {
    title: '{set} creates {create} {create#Pod#Pods}',
    text: 'Parallel: no Pod waits for another.',
    maths: ['missing = {replicas} − {have} = {create}'],
  },
  'statefulset/replace-ended': { title: '{set} replaces {pod}', text: 'It has ended ({phase}): it is deleted and created again under the same name.' },
  'statefulset/replace-outdated': {
    title: '{set} replaces {pod}',
    text: 'The highest ordinal that still has the old revision goes first, down to the partition.',
    maths: ['{from} → {to}', 'partition = {partition}'],
  },
  'statefulset/scale-down': {
    title: '{set} deletes {pod}',
    text: 'The highest ordinal goes first, one at a time.',
    maths: ['replicas = {replicas}', 'still to go after this = {remaining}'],
  },
  'statefulset/scale-down-parallel': {
    title: '{set} deletes {delete} {delete#Pod#Pods}',
    text: 'Parallel: all ordinals beyond the replicas go at once.',
    maths: ['replicas = {replicas}'],
  },
  'statefulset/rollout-complete': { title: 'The rollout of {set} is complete', text: 'All {replicas} Pods have the revision {revision}.' },
  'statefulset/status': {
    title: '{set} wrote down what it counted',
    text: 'Nothing has to be done.',
    maths: ['ready = {ready} of {replicas}', 'updated = {updated}'],
  },
  'statefulset/being-deleted': { title: '{set} is being deleted', text: 'It creates and replaces nothing any more.' },
  'statefulset/on-delete': {
    title: '{set} waits for Pods to be deleted',
    text: 'With OnDelete a Pod gets the new revision when somebody deletes it: {outdated} {outdated#has#have} the old one.',
  },
  'statefulset/partition-holds': {
    title: 'The partition holds {set} back',
    text: 'Ordinals below {partition} keep their revision: {outdated} {outdated#has#have} the old one.',
  },
  'statefulset/wait-for-stale-claim': {
    title: '{pod} waits for an old claim to go',
    text: 'The claim belongs to the Pod before it and is being deleted. The new Pod must not take it over.',
  },
  'statefulset/wait-until-gone': {
    title: '{set} waits until {pod} is gone',
    text: 'Ordinal {ordinal} is terminating: the name has to be free before the next step.',
  },
  'statefulset/wait-until-ready': {
    title: '{set} waits until {pod} is ready',
    text: 'Ordinal {ordinal} is {phase} and not ready: in order, nothing after it is created.',
  },
  'statefulset/wait-until-available': {
    title: '{set} waits until {pod} is available',
    text: 'Ordinal {ordinal} has been ready for {readyForS} s of {minReadySeconds} s.',
  },
  'statefulset/scale-down-waits-until-gone': {
    title: 'Scaling down {set} waits until {pod} is gone',
    text: 'One ordinal at a time: {ordinal} is still terminating.',
  },
  'statefulset/scale-down-waits-until-ready': {
    title: 'Scaling down {set} waits until {pod} is ready',
    text: 'Ordinal {ordinal} is {phase} and not ready: an ordered set does not go down while a Pod below is unwell.',
  },
  'statefulset/scale-down-waits-until-available': {
    title: 'Scaling down {set} waits until {pod} is available',
    text: 'Ordinal {ordinal} has been ready for {readyForS} s of {minReadySeconds} s.',
  },
  'statefulset/update-waits-until-gone': {
    title: 'The update of {set} waits until {pod} is gone',
    text: 'One ordinal at a time: {ordinal} is still terminating.',
  },
  'statefulset/update-waits-until-ready': {
    title: 'The update of {set} waits until {pod} is ready',
    text: 'Ordinal {ordinal} is {phase} and not ready: the next lower one is replaced only after that.',
  },
  'statefulset/update-waits-until-available': {
    title: 'The update of {set} waits until {pod} is available',
    text: 'Ordinal {ordinal} has been ready for {readyForS} s of {minReadySeconds} s.',
  },
  'statefulset/new-revision': { title: '{set} has a new revision, number {number}', text: 'The Pod template changed: it is kept as a ControllerRevision.' },
  'statefulset/roll-back': {
    title: '{set} goes back to revision {revision}',
    text: 'The Pod template is one that was there before: its ControllerRevision becomes number {number}, the newest.',
  },
  'statefulset/truncate-history': {
    title: '{set} deleted {delete} old {delete#revision#revisions}',
    text: 'No Pod has them, and they are more than are kept.',
    maths: ['revisionHistoryLimit = {limit}'],
  },
  'statefulset/adopt-revision': { title: 'Adopted the revision {revision}', text: 'It has no controller, and its labels match the selector.' },
  'statefulset/adopt-pod': { title: '{set} adopted the Pod {pod}', text: 'It has no controller, and its labels match the selector.' },
  'statefulset/release-pod': {
    title: '{set} released the Pod {pod}',
    text: 'Its labels do not match the selector any more, or its name is not one of the set’s.',
  },
  'statefulset/claim-owner': {
    title: 'The claim {claim} got other owners',
    text: 'The retention policy says whether it goes with {pod} or with the set.',
    maths: ['whenDeleted = {whenDeleted}', 'whenScaled = {whenScaled}'],
  },
  'statefulset/correct-pod': { title: 'Corrected {pod}', text: 'Its name, its labels or its claims were not what the set wants.' },

  // ---- DaemonSet
  'daemonset/create-pods': {
    title: '{daemonSet} creates {create} {create#Pod#Pods}',
    text: 'One for each Node that should have one and has none, {node} first.',
    maths: ['Nodes wanted = {desired}', 'without a Pod = {missing}'],
  },
  'daemonset/delete-misplaced': {
    title: '{daemonSet} deletes {delete} {delete#Pod#Pods} where it may not run',
    text: 'Node selector, affinity or a taint keeps it off those Nodes.',
    maths: ['Nodes wanted = {desired}'],
  },
  'daemonset/delete-surplus': {
    title: '{daemonSet} deletes {delete} surplus {delete#Pod#Pods}',
    text: 'A Node has more than one, or one that has failed.',
    maths: ['Nodes wanted = {desired}'],
  },
  'daemonset/replace-outdated': {
    title: '{daemonSet} replaces {delete} old {delete#Pod#Pods}',
    text: 'The old Pod of a Node goes first; the new one follows when it is gone.',
    maths: [
      'may be unavailable = {maxUnavailable}',
      'unavailable now = {unavailable}',
      'old Pods = {outdated}',
      'may replace = {maxUnavailable} − {unavailable} = {delete}',
    ],
  },
  'daemonset/replace-unavailable': {
    title: '{daemonSet} deletes {delete} old {delete#Pod#Pods} that {delete#is#are} not available',
    text: 'They serve nobody: replacing them costs no availability.',
    maths: ['unavailable now = {unavailable}', 'may be unavailable = {maxUnavailable}'],
  },
  'daemonset/max-unavailable-reached': {
    title: '{daemonSet} waits: as many Pods are unavailable as may be',
    maths: ['may be unavailable = {maxUnavailable}', 'unavailable now = {unavailable}', 'old Pods left = {outdated}'],
  },
  'daemonset/surge': {
    title: '{daemonSet} puts {create} new {create#Pod#Pods} beside old ones',
    text: 'With surge the new Pod comes first, and the old one goes when it is available.',
    maths: ['may surge = {maxSurge}', 'Nodes with two = {surging}', 'old Pods = {outdated}'],
  },
  'daemonset/replaced': {
    title: '{daemonSet} deletes {delete} replaced {delete#Pod#Pods}',
    text: 'The new Pod of the Node is available.',
    maths: ['Nodes with two = {surging}', 'old Pods = {outdated}'],
  },
  'daemonset/max-surge-reached': {
    title: '{daemonSet} waits: as many Nodes have two Pods as may',
    maths: ['may surge = {maxSurge}', 'Nodes with two = {surging}', 'old Pods left = {outdated}'],
  },
  'daemonset/on-delete': {
    title: '{daemonSet} waits for Pods to be deleted',
    text: 'With OnDelete a Pod gets the new revision when somebody deletes it: {outdated} {outdated#has#have} the old one.',
  },
  'daemonset/status': {
    title: '{daemonSet} wrote down what it counted',
    text: 'Nothing has to be done.',
    maths: ['ready = {ready} of {desired}', 'updated = {updated}'],
  },
  'daemonset/adopt-pod': { title: '{daemonSet} adopted the Pod {pod}', text: 'It has no controller, and its labels match the selector.' },
  'daemonset/release-pod': { title: '{daemonSet} released the Pod {pod}', text: 'Its labels do not match the selector any more.' },
  'daemonset/new-revision': { title: '{daemonSet} has a new revision, number {number}', text: 'The Pod template changed: it is kept as a ControllerRevision.' },
  'daemonset/roll-back': {
    title: '{daemonSet} goes back to revision {revision}',
    text: 'The Pod template is one that was there before: its ControllerRevision becomes number {number}, the newest.',
  },
  'daemonset/truncate-history': {
    title: '{daemonSet} deleted the old revision {revision}',
    text: 'No Pod has it, and there are more than are kept.',
    maths: ['revisionHistoryLimit = {limit}'],
  },
  'daemonset/node-name': { title: '{daemonSet} does not run on {node}', text: 'Its template names the Node {nodeName}.' },
  'daemonset/node-selector': { title: '{daemonSet} does not run on {node}', text: 'The Node has no label {label}.' },
  'daemonset/node-affinity': { title: '{daemonSet} does not run on {node}', text: 'The node affinity of its template does not match.' },
  'daemonset/taint-keeps-off': {
    title: '{daemonSet} does not start on {node}',
    text: 'It does not tolerate the taint {taint}. A Pod that is there already may stay.',
  },
  'daemonset/taint-evicts': { title: '{daemonSet} does not run on {node}', text: 'It does not tolerate the taint {taint}.' },

  // ---- autoscaling
  'hpa/scale-up': (values) => ({
    title: '{target} is scaled up from {from} to {to}',
    text: 'The metric is above its target.',
    maths: [metric(values), ...counted(values), recommended(values)],
  }),
  'hpa/scale-down': (values) => ({
    title: '{target} is scaled down from {from} to {to}',
    text: 'The metric is below its target.',
    maths: [metric(values), ...counted(values), recommended(values)],
  }),
  'hpa/steady': (values) => ({
    title: '{target} keeps its size',
    ...(values['metric'] ? { maths: [metric(values), ...counted(values), recommended(values)] } : {}),
  }),
  'hpa/stabilized': {
    title: 'Stabilization holds the number at {stabilized}',
    text: 'Within the window another recommendation counts more ({condition}).',
    maths: ['recommended now = {recommended}', 'after stabilization = {stabilized}'],
  },
  'hpa/limited': {
    title: 'The number was limited to {to}',
    text: '{condition}: the limits of the autoscaler or its scaling policies.',
    maths: ['after stabilization = {stabilized}', 'minReplicas = {min}, maxReplicas = {max}, policy limit = {rateLimit}', 'result = {to}'],
  },
  'hpa/out-of-bounds': {
    title: '{target} is brought within its limits: {from} to {to}',
    text: 'The number of replicas lies outside of what the autoscaler allows: no metric is asked.',
    maths: ['minReplicas = {min}', 'maxReplicas = {max}'],
  },
  'hpa/disabled': { title: 'Autoscaling of {target} is off', text: 'The target has 0 replicas: until somebody scales it up, the autoscaler rests.' },
  'hpa/no-scale': { title: 'The autoscaler cannot read the scale of {target}', text: '{error}' },
  'hpa/no-metrics': { title: 'The autoscaler has no metric for {target}', text: 'It changes nothing: {error}' },
  'hpa/no-rescale': { title: 'The autoscaler could not scale {target}', text: '{error}' },

  // ---- scheduler and Nodes
  'scheduler/bound': {
    title: '{pod} was bound to {node}',
    text: 'Of the Nodes that may take it, the one with the highest score.',
    maths: ['Nodes asked = {nodes}', 'Nodes that fit = {feasible}', 'score of {node} = {score}'],
  },
  'scheduler/unschedulable': { title: 'No Node takes {pod}', text: '{message}' },
  'events/series-written': {
    title: 'Repeated events were counted',
    text: 'An event that comes again is a series: its count is written the second time, every half hour, and once nothing was added to it for six minutes.',
  },
  'scheduler/preempted': {
    title: '{pod} takes the place of others on {node}',
    text: 'Its priority is {priority}: Pods of lower priority have to go ({victims}).',
  },
  'kubelet/accepted': { title: '{node} accepted {pod}', text: 'The kubelet has seen the binding and begins: pull the image, create the containers.' },
  'kubelet/synced': { title: '{node} reported {pod}' },
  'kubelet/started': { title: 'The container {container} of {pod} runs', text: 'Pulling and creating took {seconds} s.' },
  'kubelet/restarted': { title: 'The container {container} of {pod} runs again', text: 'Its back-off is over.', maths: ['restarts = {restarts}'] },
  'kubelet/startup-passed': { title: '{pod} has started up', text: 'The startup probe of {container} has passed: the other probes begin.' },
  'kubelet/ready': ({ probe }) => ({
    title: '{pod} is ready',
    text: probe
      ? 'The readiness probe of {container} has succeeded often enough.'
      : 'Its containers run, and {container} has been up for {seconds} s. From now on Services send requests to it.',
  }),
  'kubelet/unready': {
    title: '{pod} is not ready any more',
    text: 'The readiness probe of {container} has failed often enough: Services stop sending requests to it.',
  },
  'kubelet/crashed': (values) => ({
    title: 'The container {container} of {pod} crashed',
    text: 'It is started again after {backoff} s; each time the wait doubles, up to five minutes.',
    maths: ['restarts = {restarts}', wait(values)],
  }),
  'kubelet/killed': (values) => ({
    title: 'The kubelet killed the container {container} of {pod}',
    text: 'Its {probe} probe failed too often. It is started again after {backoff} s.',
    maths: ['restarts = {restarts}', wait(values)],
  }),
  'kubelet/completed': { title: 'The container {container} of {pod} has ended well' },
  'kubelet/failed': { title: 'The container {container} of {pod} has ended with an error', text: 'The restart policy says that it is not started again.' },
  'kubelet/image-pull-failed': {
    title: '{pod} cannot get its image',
    text: 'Pulling {image} for {container} failed. The kubelet tries again and again; a rollout waits all that time.',
  },
  'kubelet/image-name-invalid': {
    title: '{image} is no name of an image',
    text: 'No registry can be asked for the image of {container}. A placeholder that nobody has filled in, a space or a capital letter looks like this.',
  },
  'kubelet/config-failed': {
    title: '{pod} lacks a part of its configuration',
    text: 'The variables of {container} cannot be set: {message}. The kubelet tries again every 10 s; a rollout waits all that time.',
  },
  'kubelet/mount-failed': {
    title: '{pod} lacks the files of a volume',
    text: 'The volume {volume} cannot be filled: {message}. No container is started before it is.',
  },
  'kubelet/removed': { title: '{pod} is gone from {node}', text: 'Its containers have stopped, {seconds} s after it was asked to go.' },
  'node-lifecycle/taints': { title: 'The taints of {node} follow its conditions', maths: ['added: {added}', 'removed: {removed}'] },
  'node-lifecycle/unreachable': { title: '{node} does not answer any more', text: 'Its lease was not renewed for {seconds} s: its conditions become Unknown.' },
  'node-lifecycle/reachable': { title: '{node} answers again' },
  'node-lifecycle/evict': { title: 'Pods may not stay on {node}', text: 'It gets the taint {taint}: Pods go when their toleration ends.' },
  'taint-eviction/evicted': { title: '{pod} is evicted from {node}', text: 'It does not tolerate {taints} (any longer).' },
  'taint-eviction/cancelled': { title: '{pod} may stay', text: 'The taint is gone before its toleration ended.' },
  'pod-gc/orphaned': { title: 'Pods of {node} were collected', text: 'Their Node does not exist any more: {pods}' },
  'pod-gc/out-of-service': { title: 'Pods of {node} were collected', text: 'The Node is marked as out of service: {pods}' },

  // ---- around them
  'endpointslice/synced': {
    title: 'The endpoints of {service} follow its Pods',
    text: 'Ready Pods get requests; a Pod that is going or not ready gets none.',
    maths: ['ready endpoints = {ready} of {endpoints}'],
  },
  'garbage-collector/delete': ({ gone }) => ({
    title: 'Collected {kind} {name}',
    text: gone ? 'Its owner {ownerKind} {owner} does not exist any more.' : 'Its owner {ownerKind} {owner} is being deleted and waits for it.',
  }),
  'garbage-collector/orphan': {
    title: '{kind} {name} leaves its dependents behind',
    text: 'Deleted with --cascade=orphan: {dependents} {dependents#object loses its#objects lose their} owner and stay.',
  },
  'garbage-collector/foreground-done': { title: '{kind} {name} may go', text: 'Deleted with --cascade=foreground: all that it owns is gone.' },
  'disruption/counted': {
    title: 'The budget {budget} allows {allowed} {allowed#disruption#disruptions}',
    maths: ['healthy = {healthy} of {expected}', 'must be healthy = {desired}', 'allowed = max(0, {healthy} − {desired}) = {allowed}'],
  },
  'disruption/sync-failed': { title: 'The budget {budget} cannot count its Pods', text: '{error}' },
  'disruption/stale-condition': { title: '{pod} was not disrupted after all', text: 'The condition that announced it is taken back.' },
  'namespace/empty': { title: 'The Namespace {namespace} is emptied', text: 'It is being deleted: {deleted} {deleted#object goes#objects go} before it.' },
  'namespace/finalize': { title: 'The Namespace {namespace} may go', text: 'Nothing is left in it.' },
  'resourcequota/measure': { title: 'The quota {quota} was measured', text: 'What is used of {resources} {resources#resource#resources}.' },
  'volume/provision': { title: 'The volume {volume} was made for {claim}' },
  'volume/bind': { title: 'The claim {claim} is bound to {volume}' },
  'volume/reclaim': { title: 'The volume {volume} of {claim} is released', text: 'Its claim is gone. It goes too, unless its reclaim policy is to retain it.' },
  'volume/available': { title: 'The volume {volume} is available', text: 'No claim is bound to it: it waits for one that it fits.' },
  'volume/lost': { title: 'The claim {claim} has lost its volume', text: 'The volume that it was bound to is not its own any more. It stays lost.' },
  'volume/unbound': { title: 'The volume {volume} may go', text: 'No claim is bound to it any more.' },
  'volume/unused': { title: 'The claim {claim} may go', text: 'No Pod uses it any more.' },

  // ---- what had no more to say than its status
  'deployment-controller/status': {
    title: 'The Deployment controller wrote down what it counted',
    text: 'Replicas, updated, ready and available Pods, from its ReplicaSets.',
  },
  'replicaset-controller/status': { title: 'The ReplicaSet controller wrote down what it counted', text: 'Replicas, ready and available Pods.' },
  'replication-controller/status': { title: 'The ReplicationController wrote down what it counted', text: 'Replicas, ready and available Pods.' },
  'statefulset-controller/status': { title: 'The StatefulSet controller wrote down what it counted' },
  'daemonset-controller/status': { title: 'The DaemonSet controller wrote down what it counted' },
  'horizontal-pod-autoscaler/status': { title: 'The autoscaler wrote down what it measured' },
  'default-scheduler/status': { title: 'The scheduler wrote down its verdict' },
  'kubelet/status': { title: 'The kubelet reported' },
  'endpoint-slice-controller/status': { title: 'The EndpointSlices were brought up to date' },
  'generic-garbage-collector/status': { title: 'The garbage collector tidied up' },
  'disruption-controller/status': { title: 'The budgets were counted' },
  'node-lifecycle-controller/status': { title: 'The conditions of a Node were brought up to date' },
  'taint-eviction-controller/status': { title: 'Taints were looked at' },
  'pod-garbage-collector/status': { title: 'Stranded Pods were looked for' },
  'namespace-controller/status': { title: 'A Namespace was looked at' },
  'resourcequota-controller/status': { title: 'A quota was measured' },
  'persistentvolume-controller/status': { title: 'Volumes and claims were matched' },
  'pv-protection-controller/status': { title: 'A volume is protected while a claim is bound to it' },
  'pvc-protection-controller/status': { title: 'A claim is protected while a Pod uses it' },
} satisfies ReasonDictionary;
