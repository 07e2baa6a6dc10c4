import { Session } from '../../src/scenario/session.ts';
import type { ScenarioNode } from '../../src/scenario/tape.ts';
import type { Outcome } from './measure.ts';

/** A session that a bench drives with commands, as a person would. */
export class Driven {
  readonly session: Session;

  constructor(nodes: number, seed = 1) {
    this.session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed, nodes: nodesNamed(nodes), commands: [] });
  }

  get frames(): number {
    return this.session.cluster.log.length;
  }

  /** Virtual seconds. */
  get now(): number {
    return this.session.cluster.now / 1000;
  }

  /** Runs a command now. Throws where it failed, with what it printed. */
  kubectl(line: string, manifest = ''): this {
    const record = this.session.act({ do: 'kubectl', line, files: { 'm.yaml': manifest } });
    if (record?.code) throw new Error(`kubectl ${line}: ${record.pieces.map((piece) => piece.stderr).join('')}`);
    return this;
  }

  apply(...manifests: readonly string[]): this {
    return this.kubectl('apply -f m.yaml', manifests.join('---\n'));
  }

  load(load: Readonly<Record<string, unknown>>): this {
    this.session.act({ do: 'load', load });
    return this;
  }

  advance(seconds: number): this {
    this.session.runUntil(this.session.cluster.now + seconds * 1000);
    return this;
  }

  /** Lets time pass until `done` holds, looking after every whole second; throws where that takes more than `secondsMax`. */
  until(done: (driven: Driven) => boolean, secondsMax: number): this {
    const start = this.now;
    do {
      this.advance(1);
      if (this.now - start > secondsMax) throw new Error(`not done after ${secondsMax} s`);
    } while (!done(this));
    return this;
  }

  outcome(framesBefore: number, secondsBefore: number): Outcome {
    const frames = this.frames - framesBefore;
    return { frames, note: `${frames.toLocaleString('en')} frames, ${(this.now - secondsBefore).toLocaleString('en')} s of cluster time` };
  }
}

function nodesNamed(count: number): readonly ScenarioNode[] {
  return Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}` }));
}

/** Carries out `act` and says how much happened. */
export function timed(driven: Driven, act: () => void): () => Outcome {
  return () => {
    const { frames, now } = driven;
    act();
    return driven.outcome(frames, now);
  };
}

interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name: string;
  readonly image?: string;
  readonly replicas?: number;
  /** More lines of the specification, each with two spaces before it. */
  readonly spec?: string;
}

/** A manifest with one container that requests 10m of CPU. */
export function workload({ kind, name, image = 'app:1', replicas, spec = '' }: Workload): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
${replicas === undefined ? '' : `  replicas: ${replicas}\n`}${spec}  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: app
          image: ${image}
          resources:
            requests:
              cpu: 10m
`;
}

export function autoscaler(name: string, min: number, max: number): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
  minReplicas: ${min}
  maxReplicas: ${max}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 50
`;
}

/** Whether a Deployment's newest template is everywhere, and available. */
export function deploymentIsDone(name: string, replicas: number): (driven: Driven) => boolean {
  return ({ session }) => {
    const deployment = session.cluster.store.get('deployments', `default/${name}`);
    const { updatedReplicas = 0, availableReplicas = 0, replicas: total = 0, observedGeneration } = deployment?.status ?? {};
    return observedGeneration === deployment?.metadata.generation && updatedReplicas === replicas && availableReplicas === replicas && total === replicas;
  };
}

export function statefulSetIsDone(name: string, replicas: number): (driven: Driven) => boolean {
  return ({ session }) => {
    const set = session.cluster.store.get('statefulsets', `default/${name}`);
    const { updatedReplicas = 0, availableReplicas = 0, observedGeneration } = set?.status ?? { replicas: 0 };
    return observedGeneration === set?.metadata.generation && updatedReplicas === replicas && availableReplicas === replicas;
  };
}

export function daemonSetIsDone(name: string, nodes: number): (driven: Driven) => boolean {
  return ({ session }) => {
    const set = session.cluster.store.get('daemonsets', `default/${name}`);
    const { updatedNumberScheduled = 0, numberAvailable = 0, observedGeneration } = set?.status ?? {};
    return observedGeneration === set?.metadata.generation && updatedNumberScheduled === nodes && numberAvailable === nodes;
  };
}
