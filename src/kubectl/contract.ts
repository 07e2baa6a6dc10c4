import type { ApiServer } from '../cluster/api/server.ts';
import type { Listers } from '../cluster/store.ts';

/** Resource use, for `kubectl top`: what the metrics API would answer now. */
export interface MetricsReader {
  /** Milli-CPU and bytes of a Pod by container name, or undefined where there are none (yet). */
  pod(key: string): Readonly<Record<string, { readonly cpuMilli: number; readonly memoryBytes: number }>> | undefined;
}

/** What is done on a machine itself, and in a container: no API call, but what a person with a shell there does. */
export interface Machines {
  /** Starts or stops a Node's kubelet. */
  power(node: string, runs: boolean): void;
  /** A new machine joins the cluster as a Node. */
  join(node: string): void;
  /** From now on a Pod's readiness probe succeeds, or fails. */
  probe(namespace: string, pod: string, ready: boolean): void;
}

/** What a command may use. Its writes go through `server` and belong to the decision in which it runs. */
export interface KubectlContext {
  readonly server: ApiServer;
  readonly listers: Listers;
  /** Virtual time in ms. */
  readonly now: number;
  readonly namespace: string;
  /** Set where the namespace was asked for, as with `-n`: a manifest may then name no other. */
  readonly enforceNamespace?: boolean;
  /** The manifests that `-f` can name. */
  readonly files: ReadonlyMap<string, string>;
  readonly metrics?: MetricsReader;
  /** The machines behind the Nodes; left out where a line is only looked at. */
  readonly machines?: Machines;
  /** What comes in through a pipe. */
  readonly stdin?: string;
}

/** A command that goes on: plain data, so that it can be kept with the timeline and taken back with it. */
export interface StreamState {
  readonly verb: string;
  /** Virtual time in ms at which the command wants to be carried on even where nothing changed. */
  readonly wakeAtMs?: number;
  readonly [detail: string]: unknown;
}

export interface KubectlResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code; 0 so far for a command that goes on. */
  readonly code: number;
  /** Set where the command has not ended: `advance` carries it on whenever something changed. */
  readonly stream?: StreamState;
  /** A changed namespace of the context (`config set-context --namespace`). */
  readonly namespace?: string;
  /** What a command opens in the editor. */
  readonly opens?: Opened;
  /** `exec -it POD -- sh`: the container in which the terminal is from now on. */
  readonly enters?: Entered;
}

/** A container with a shell in it: what is typed there is run with `kubectl exec`. */
export interface Entered {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** `sh`, `bash`. */
  readonly shell: string;
}

/** A file that a command opens in the editor. `edits`: it is an object of the cluster, and saving it sends what is changed; otherwise it is a manifest like others. */
export interface Opened {
  readonly name: string;
  readonly text: string;
  readonly edits?: boolean;
}

/** What a command that goes on printed since it was last looked at. `code` is set where it has ended. */
export interface Advance {
  readonly stream?: StreamState;
  readonly stdout: string;
  readonly stderr: string;
  readonly code?: number;
}
