/** Where a recording is not what the control plane would do again, how that shows, or what the simulator does not do. Everything else in it is compared. */
export interface KnownDifference {
  readonly seconds?: readonly number[];
  /** Outputs, as `AT COMMAND`. */
  readonly outputs?: readonly string[];
  readonly why: string;
}

const LATE_START =
  "The control plane was late by part of a second when the scenario began: the frame of second 0 shows a Deployment whose newest generation is not observed, or that has not made its Pods, which is not the settled state that a frame is defined to be. In every other recording, with the same first command and as many Pods, all of it is there in second 0. The Pods' own delays then count from second 1.";

export const KNOWN_DIFFERENCES: Readonly<Record<string, KnownDifference>> = {
  'random-deployment-000': { seconds: [0, 1, 4], why: LATE_START },
  'random-deployment-009': { seconds: [0, 1], why: LATE_START },
  'random-deployment-012': { seconds: [0, 1, 6], why: LATE_START },
  'random-deployment-018': { seconds: [0, 1], why: LATE_START },
  'random-deployment-024': { seconds: [0, 1, 2, 6, 9], why: LATE_START },
  'random-deployment-027': { seconds: [0, 1, 5], why: LATE_START },
  'random-deployment-030': { seconds: [0, 1], why: LATE_START },
  'random-hpa-009': { seconds: [1], why: LATE_START },
  'random-daemonset-006': {
    seconds: Array.from({ length: 26 }, (_, i) => 35 + i),
    why: "The Pod of a deleted Node is gone three seconds after the Node. The garbage collector of Pods gives a Node 40 s to come back (podgc's quarantineTime), and in daemonset-nodes such a Pod is still there nine seconds later: here the collector remembered a Node of the same name that an earlier recording had deleted.",
  },
  'deployment-rolling-default': {
    outputs: ['8 kubectl get rs', '30 kubectl describe deployment web'],
    why: 'Whether the first of several Pods that get ready in one second is heard of alone is a race. It is in 30 of the 38 seconds of the recordings in which it can be told, and so it is here; in second 10 of this recording it is not (one step from 3 to 0, where its neighbours have two). And in second 8 `get rs` shows CURRENT 6 of DESIRED 10, which its own frame contradicts: it was read in the middle of the second, as `get deploy` just before it, which is marked racy.',
  },
};
