import type { ReasonDictionary } from './reason-words.ts';

/** Words for what something stands still for, and for the ways out. */
export const blockersEn = {
  'blocked/paused': { title: '{name} is paused', text: 'Changes of the template wait until it is resumed.' },
  'blocked/limits': {
    title: '{name} waits between its two limits',
    text: 'No old Pod may go before a new one is available, and no new one fits before an old one has gone.',
    maths: ['available = {available}, must be ≥ {minAvailable}', 'total = {have}, may be ≤ {total}'],
  },
  'blocked/create-refused': { title: '{name} cannot create its Pods', text: '{message}' },
  'blocked/on-delete': {
    title: '{name} waits for Pods to be deleted',
    text: 'OnDelete: {old} {old#Pod has#Pods have} the old revision until somebody deletes {old#it#them}.',
  },
  'blocked/partition': { title: 'The partition of {name} holds Pods back', text: 'Ordinals below {partition} keep the old revision: {old} {old#Pod#Pods}.' },
  'blocked/pod-terminating': {
    title: '{pod} is going',
    text: 'Its place is free when its containers have stopped. {pods} {pods#Pod is#Pods are} in this state.',
  },
  'blocked/pod-gated': { title: '{pod} has a scheduling gate', text: 'The scheduler does not look at it until the gate is removed.' },
  'blocked/pod-unschedulable': { title: 'No Node takes {pod}', text: '{message} {pods} {pods#Pod is#Pods are} in this state.' },
  'blocked/pod-starting': { title: '{pod} is starting', text: 'Time alone will do it. {pods} {pods#Pod is#Pods are} in this state.' },
  'blocked/pod-image-pull': { title: '{pod} cannot get the image {image}', text: 'It is tried again and again. {pods} {pods#Pod is#Pods are} in this state.' },
  'blocked/pod-crash-loop': {
    title: 'The container {container} of {pod} crashes again and again',
    text: '{restarts} {restarts#restart#restarts} so far. {pods} {pods#Pod is#Pods are} in this state.',
  },
  'blocked/pod-not-ready': { title: '{pod} runs and is not ready', text: 'Its readiness does not come. {pods} {pods#Pod is#Pods are} in this state.' },
  'blocked/pod-min-ready': {
    title: '{pod} is ready, but not for long enough',
    text: 'It counts as available after minReadySeconds. {pods} {pods#Pod is#Pods are} in this state.',
  },
  'blocked/autoscaler': { title: 'The autoscaler {name} cannot act', text: '{condition} is False ({cause}): {message}' },
  'blocked/autoscaler-limit': {
    title: 'The autoscaler {name} is at its limit',
    text: '{cause}',
    maths: ['minReplicas = {minReplicas}, maxReplicas = {maxReplicas}', 'desired = {desired}'],
  },
  'blocked/node-not-ready': { title: 'Node {name} is not ready', text: '{cause}' },
  'blocked/cordoned': { title: 'Node {name} is cordoned', text: 'No new Pod comes to it; {pods} {pods#stays#stay}.' },
  'blocked/tainted': { title: 'Node {name} has the taint {taint}', text: 'Only Pods that tolerate it come here.' },
  'blocked/budget': { title: 'The budget {name} lets nobody go', maths: ['healthy = {healthy} of {pods}', 'must be healthy = {wanted}'] },

  'remedy/undo': { title: 'Go back to the revision before' },
  'remedy/resume': { title: 'Resume the rollout' },
  'remedy/allow-unavailable': { title: 'Let one Pod be unavailable' },
  'remedy/delete-quota': { title: 'Delete the quota' },
  'remedy/delete-pod': { title: 'Delete the Pod that is in the way' },
  'remedy/delete-pods': { title: 'Delete the Pods of the old revision' },
  'remedy/undo-and-delete': { title: 'Go back, and delete the broken Pod' },
  'remedy/partition': { title: 'Lower the partition to 0' },
  'remedy/autoscaler-limit': { title: 'Move the limit of the autoscaler' },
  'remedy/uncordon': { title: 'Uncordon the Node' },
  'remedy/untaint': { title: 'Remove the taint' },
} satisfies ReasonDictionary;
