import type { ReasonDictionary } from './reason-words.ts';

/** When it is due, where that is known. */
const when = (values: { readonly at?: unknown }, before: string): string =>
  values.at === null || values.at === undefined ? '' : ` ${before} at t = {at} s, in {left} s.`;
const count = '{pods} {pods#Pod is#Pods are} in this state.';

/** Words for what something stands still for, and for the ways out. */
export const blockersEn = {
  // ---- workloads
  'blocked/paused': { title: '{name} is paused', text: 'Changes of the template wait until it is resumed.' },
  'blocked/limits': {
    title: '{name} waits between its two limits',
    text: 'No old Pod may go before a new one is available, and no new one fits before an old one has gone.',
    maths: ['available = {available}, must be ≥ {minAvailable}', 'total = {have}, may be ≤ {total}'],
  },
  'blocked/deadline': {
    title: '{name} has to progress',
    text: 'If nothing gets better until t = {at} s, in {left} s, Kubernetes says that it has timed out. It does nothing else.',
    maths: ['deadline = {since} s + {deadline} s = {at} s'],
  },
  'blocked/deadline-passed': {
    title: '{name} has timed out',
    text: 'Nothing has progressed for {deadline} s. Kubernetes only says so: it neither rolls back nor stops trying.',
  },
  'blocked/create-refused': { title: '{name} cannot create its Pods', text: '{message}', maths: ['missing = {missing}'] },
  'blocked/on-delete': {
    title: '{name} waits for Pods to be deleted',
    text: 'OnDelete: {old} {old#Pod has#Pods have} the old revision until somebody deletes {old#it#them}.',
  },
  'blocked/partition': { title: 'The partition of {name} holds Pods back', text: 'Ordinals below {partition} keep the old revision: {old} {old#Pod#Pods}.' },

  // ---- Pods
  'blocked/pod-terminating': (values) => ({
    title: '{pod} is going',
    text: `Its place is free when its containers have stopped.${when(values, 'They will have')} ${count}`,
  }),
  'blocked/pod-stranded': {
    title: '{pod} cannot end',
    text: `It was asked to go, but the kubelet of {down} is gone, and nobody else may say that its containers have stopped. ${count}`,
  },
  'blocked/pod-node-down': { title: 'The kubelet of {down} is gone', text: `Nobody starts {pod}, or tells how it is. ${count}` },
  'blocked/pod-gated': { title: '{pod} has a scheduling gate', text: `The scheduler does not look at it until the gate is removed: {gates}. ${count}` },
  'blocked/pod-unschedulable': { title: 'No Node takes {pod}', text: `{message} ${count}` },
  'blocked/pod-starting': (values) => ({ title: '{pod} is starting', text: `Time alone will do it.${when(values, 'The next step is due')} ${count}` }),
  'blocked/pod-image-pull': (values) => ({
    title: '{pod} cannot get the image {image}',
    text: `The kubelet tries again and again, after waits that double up to 300 s.${when(values, 'The next try is due')} ${count}`,
  }),
  'blocked/pod-image-name': {
    title: '{pod} asks for an image that has no valid name',
    text: `{image} can be asked of no registry: {problem}. A placeholder that nobody has filled in looks like this. ${count}`,
  },
  'blocked/pod-config': {
    title: '{pod} waits for its configuration',
    text: `The variables of the container {container} cannot be set: {message}. The kubelet tries again every 10 s. ${count}`,
  },
  'blocked/pod-mount': {
    title: '{pod} waits for the files of a volume',
    text: `The volume {volume} cannot be filled: {message}. No container is started before it is. ${count}`,
  },
  'blocked/pod-crash-loop': (values) => ({
    title: 'The container {container} of {pod} crashes again and again',
    text: `{restarts} {restarts#restart#restarts} so far; the wait before each doubles, up to 300 s.${when(values, 'It is started again')} ${count}`,
  }),
  'blocked/pod-getting-ready': (values) => ({
    title: '{pod} runs and is not ready yet',
    text: `Time alone will do it.${when(values, 'It is looked at')} ${count}`,
  }),
  'blocked/pod-not-ready': ({ byHand }) => ({
    title: '{pod} runs and is not ready',
    text: `${byHand ? 'Its readiness probe fails: its file /tmp/ready was removed.' : 'Its program never answers the readiness probe, and time alone will not change that.'} ${count}`,
  }),
  'blocked/pod-min-ready': {
    title: '{pod} is ready, but not for long enough',
    text: `It counts as available at t = {at} s, in {left} s. ${count}`,
    maths: ['available at = {readySince} s + minReadySeconds {minReadySeconds} s = {at} s'],
  },
  'blocked/refuses': ({ preStop }) => ({
    title: '{pod} refuses requests',
    text: `Its program was told to stop (SIGTERM) at t = {signal} s, but every Node has to hear that it is out of the endpoints of {service}, which takes {delay} s: until t = {at} s requests still come, and fail.${
      preStop ? '' : ' A preStop hook that sleeps for longer than that holds SIGTERM back until no request comes any more.'
    } {pods} {pods#Pod does#Pods do} so.`,
    maths: ['SIGTERM = deletion + preStop {preStop} s = {signal} s', 'no more requests = deletion + {delay} s = {at} s'],
  }),

  // ---- autoscalers
  'blocked/autoscaler': { title: 'The autoscaler {name} cannot act', text: '{condition} is False ({cause}): {message}' },
  'blocked/autoscaler-metrics': (values) => ({
    title: 'The autoscaler {name} has nothing to read yet',
    text: `Its Pods run, but not for long enough: a measurement covers {window} s of a Pod that is ready.${when(values, 'It looks again')}`,
  }),
  'blocked/autoscaler-no-pods': {
    title: 'The autoscaler {name} has nothing to read',
    text: 'None of the {pods} {pods#Pod#Pods} of {target} runs, and what does not run is not measured. What they wait for is what it waits for.',
  },
  'blocked/autoscaler-zero': {
    title: 'The autoscaler {name} rests',
    text: '{target} has 0 replicas: that switches autoscaling off until somebody scales it up.',
  },
  'blocked/autoscaler-limit': {
    title: 'The autoscaler {name} is at its limit',
    text: '{cause}',
    maths: ['recommended by the metrics = {recommended}', 'minReplicas = {minReplicas}, maxReplicas = {maxReplicas}', 'desired = {desired}'],
  },
  'blocked/autoscaler-rate': {
    title: 'The autoscaler {name} goes as fast as it may',
    text: 'Its policies limit each step ({cause}): the next look goes on from here.',
    maths: ['desired = {desired}'],
  },
  'blocked/autoscaler-tolerance': {
    title: 'The use is near enough to its target',
    text: 'Within the tolerance nothing is scaled.',
    maths: ['{metric}: {usage} of {goal}, ratio {ratio}', '{low} ≤ {ratio} ≤ {high}'],
  },
  'blocked/autoscaler-window': (values) => ({
    title: 'Stabilization holds the number at {stabilized}',
    text: `Of all recommendations of the last {window} s the most cautious one counts.${when(values, 'The last one that holds it back leaves the window')}`,
    maths: ['recommended now = {recommended}', 'after stabilization = {stabilized}'],
  }),
  'blocked/autoscaler-sync': { title: 'The autoscaler {name} looks again', text: 'Every 15 s: the next time at t = {at} s, in {left} s.' },

  // ---- Nodes and budgets
  'blocked/node-down': {
    title: 'The kubelet of {name} is gone',
    text: 'Since t = {since} s it has not renewed its lease: nothing starts or ends there. {pods} {pods#Pod is#Pods are} bound to it.',
  },
  'blocked/node-lease': {
    title: 'The cluster does not know yet that {name} is gone',
    text: 'Its last lease still counts. At t = {at} s, in {left} s, its conditions become Unknown, and its Pods not ready.',
    maths: ['lease + grace period = {since} s + {graceSeconds} s'],
  },
  'blocked/node-evicts': {
    title: 'Pods may stay on {name} for a while',
    text: 'They tolerate its taint for so many seconds (tolerationSeconds, 300 by default). The first is evicted at t = {at} s, in {left} s.',
  },
  'blocked/node-not-ready': { title: 'Node {name} is not ready', text: 'Its kubelet is back, and its next report says so. {cause}' },
  'blocked/cordoned': { title: 'Node {name} is cordoned', text: 'No new Pod comes to it; {pods} {pods#stays#stay}.' },
  'blocked/tainted': { title: 'Node {name} has the taint {taint}', text: 'Only Pods that tolerate it come here.' },
  'blocked/budget': ({ waits }) => ({
    title: 'The budget {name} lets nobody go',
    ...(waits ? { text: 'As soon as another of its Pods is healthy, it may let one go.' } : {}),
    maths: ['healthy = {healthy} of {pods}', 'must be healthy = {wanted}', 'may go = max(0, {healthy} − {wanted}) = {allowed}'],
  }),
  'blocked/drain': ({ waits }) => ({
    title: 'The budget {name} keeps {pod} on {node}',
    text: waits
      ? 'As soon as another of its Pods is healthy, one may be evicted: a drain tries every 5 s.'
      : 'An eviction is refused, however often a drain tries.',
    maths: ['healthy = {healthy} of {pods}', 'must be healthy = {wanted}', 'may go = max(0, {healthy} − {wanted}) = {allowed}'],
  }),

  // ---- around them
  'blocked/service-no-pods': { title: 'The Service {name} selects no Pod', text: 'None has the labels {selector}: every request fails.' },
  'blocked/service-port': {
    title: 'The Service {name} sends to a port that nobody has',
    text: 'Its targetPort is the name {port}, and no container of its {pods} ready {pods#Pod#Pods} has a port of this name: they are left out of its endpoints.',
  },
  'blocked/claim-pending': { title: 'The claim {name} waits for its volume', text: 'Time alone will do it.' },
  'blocked/claim-consumer': {
    title: 'The claim {name} waits for a Pod',
    text: 'Its storage class {class} gives it a volume once the scheduler has a Node for a Pod that uses it.',
  },
  'blocked/claim-unmet': { title: 'The claim {name} finds no volume', text: 'None that is free fits it, and none is made for it.' },
  'blocked/claim-volume': ({ exists }) => ({
    title: 'The claim {name} asks for the volume {volume}',
    text: exists ? 'That volume is not its own.' : 'There is no such volume, and none is made for a claim that names one.',
  }),
  'blocked/claim-in-use': {
    title: 'The claim {name} is still in use',
    text: 'It is being deleted and protected (pvc-protection) until {pods} {pods#Pod does#Pods do} not use it any more, {pod} first.',
  },
  'blocked/finalizers': {
    title: '{kind} {name} may not go yet',
    text: 'It is being deleted, but its finalizers have to be taken off first, by whoever put them there: {finalizers}. Nobody here does.',
  },
  'blocked/dependents': {
    title: '{kind} {name} waits for what it owns',
    text: 'Deleted with --cascade=foreground: {dependents} {dependents#object goes#objects go} before it.',
  },
  'blocked/namespace': {
    title: 'The Namespace {name} is not empty',
    text: 'It is being deleted: {objects} {objects#object has#objects have} to go before it.',
  },

  // ---- ways out
  'remedy/undo': { title: 'Go back to the revision before' },
  'remedy/resume': { title: 'Resume the rollout' },
  'remedy/allow-unavailable': { title: 'Let one Pod be unavailable' },
  'remedy/raise-quota': { title: 'Raise the quota' },
  'remedy/delete-quota': { title: 'Delete the quota' },
  'remedy/delete-pod': { title: 'Delete the Pod that is in the way' },
  'remedy/delete-pods': { title: 'Delete the Pods of the old revision' },
  'remedy/delete-users': { title: 'Delete the Pods that use it' },
  'remedy/force-delete': { title: 'Delete the Pods without waiting for their Node' },
  'remedy/undo-and-delete': { title: 'Go back, and delete the broken Pod' },
  'remedy/partition': { title: 'Lower the partition to 0' },
  'remedy/autoscaler-limit': { title: 'Move the limit of the autoscaler' },
  'remedy/set-requests': { title: 'Let the containers ask for something' },
  'remedy/scale-up': { title: 'Scale it up' },
  'remedy/scale-down': { title: 'Scale down to what has found a place' },
  'remedy/fewer-requests': { title: 'Ask for as much as there is' },
  'remedy/add-node': { title: 'Let another Node join' },
  'remedy/label-node': { title: 'Give the Node the label' },
  'remedy/spread-anyway': { title: 'Spread as well as can be, instead of not at all' },
  'remedy/create-claim': { title: 'Make the claim' },
  'remedy/create-configuration': { title: 'Make what is missing, with empty values' },
  'remedy/recreate-claim': { title: 'Make the claim again, without a volume’s name' },
  'remedy/open-gates': { title: 'Remove the scheduling gates' },
  'remedy/make-ready': { title: 'Make the readiness probe succeed again' },
  'remedy/other-image': { title: 'Take an image that runs' },
  'remedy/start-kubelet': { title: 'Start the kubelet' },
  'remedy/uncordon': { title: 'Uncordon the Node' },
  'remedy/untaint': { title: 'Remove the taint' },
  'remedy/loosen-budget': { title: 'Loosen the budget' },
  'remedy/set-selector': { title: 'Select the Pods that are there' },
  'remedy/target-port': { title: 'Send to the port that is there' },
  'remedy/remove-finalizers': { title: 'Take the finalizers off' },
} satisfies ReasonDictionary;
