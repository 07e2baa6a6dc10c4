import { Session } from '../../src/scenario/session.ts';
import type { ImageBehaviour, ScenarioNode } from '../../src/scenario/tape.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { isPodActive, isPodReady } from '../../src/kube/pod-status.ts';
import type { Deployment, ReplicaSet } from '../../src/kube/workloads.ts';
import type { Entry } from '../../src/timeline/types.ts';

export interface Options {
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
  readonly nodes?: readonly ScenarioNode[];
  readonly seed?: number;
}

/** A small language in which a test of the cluster reads like a story: run a command, let time pass, look. */
export class TestCluster {
  readonly session: Session;

  constructor({ images, nodes, seed = 1 }: Options = {}) {
    this.session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed, commands: [], ...(images ? { images } : {}), ...(nodes ? { nodes } : {}) });
  }

  /** Runs a kubectl command now, lets the cluster react, and returns what was printed; throws where it failed. */
  kubectl(line: string, files: Readonly<Record<string, string>> = {}): string {
    const record = this.session.act({ do: 'kubectl', line, files });
    this.session.runUntil(this.session.cluster.now);
    const pieces = record?.pieces ?? [];
    if (record?.code) throw new Error(pieces.map((piece) => piece.stderr).join(''));
    return pieces.map((piece) => piece.stdout).join('');
  }

  apply(manifest: string): string {
    return this.kubectl('apply -f m.yaml', { 'm.yaml': manifest });
  }

  /** Lets so many seconds pass. */
  advance(seconds: number): this {
    this.session.runUntil(this.session.cluster.now + seconds * 1000);
    return this;
  }

  get entries(): readonly Entry[] {
    return this.session.cluster.log.entries;
  }

  deployment(name: string): Deployment {
    return this.must(this.session.cluster.store.get('deployments', `default/${name}`), name);
  }

  /** A Deployment's ReplicaSets, oldest first. */
  replicaSets(name: string): readonly ReplicaSet[] {
    return this.session.cluster.store.controlledBy('replicasets', this.deployment(name).metadata.uid);
  }

  pods(): readonly Pod[] {
    return [...this.session.cluster.store.listIn('pods', 'default')];
  }

  activePods(): readonly Pod[] {
    return this.pods().filter(isPodActive);
  }

  readyPods(): readonly Pod[] {
    return this.activePods().filter(isPodReady);
  }

  events(reason?: string): readonly string[] {
    return [...this.session.cluster.store.listIn('events', 'default')].filter((event) => !reason || event.reason === reason).map((event) => event.message);
  }

  /** The rules by which frames since `from` were decided. */
  rules(from = 0): readonly string[] {
    return this.entries.slice(from).flatMap((entry) => [entry.reason, ...(entry.also ?? [])].map((reason) => reason.rule));
  }

  private must<T>(object: T | undefined, name: string): T {
    if (!object) throw new Error(`there is no ${name}`);
    return object;
  }
}

export interface DeploymentOptions {
  readonly name?: string;
  readonly replicas?: number;
  readonly image?: string;
  /** Lines under `spec:`, without their indentation. */
  readonly spec?: readonly string[];
  /** Lines under the Pod's `spec:`. */
  readonly pod?: readonly string[];
}

/** A Deployment's manifest. */
export function deploymentYaml({ name = 'web', replicas = 3, image = 'nginx:1', spec = [], pod = [] }: DeploymentOptions = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
${spec.map((line) => `  ${line}\n`).join('')}  template:
    metadata: {labels: {app: ${name}}}
    spec:
${pod.map((line) => `      ${line}\n`).join('')}      containers:
        - {name: c, image: "${image}"}
`;
}
