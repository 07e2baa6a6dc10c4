import { Driven, autoscaler, daemonSetIsDone, deploymentIsDone, statefulSetIsDone, timed, workload } from './cluster.ts';
import type { Bench } from './measure.ts';

const PODS_PER_NODE = 10;
const HOUR_S = 3600;
/** Longer than anything here takes: a day of cluster time. */
const PATIENCE_S = 86_400;

export const deploymentStart: Bench = {
  name: 'a Deployment starts',
  unit: 'Pods',
  sizes: [1_000, 3_000, 10_000],
  goals: { 1_000: 300, 10_000: 3_000 },
  growth: [1_000, 10_000, 14],
  prepare: (pods) => {
    const driven = new Driven(pods / PODS_PER_NODE);
    return timed(driven, () => driven.apply(web(pods)).until(deploymentIsDone('web', pods), PATIENCE_S));
  },
};

const web = (pods: number, image = 'app:1'): string => workload({ kind: 'Deployment', name: 'web', replicas: pods, image });

/** A Deployment of so many Pods, ten on each Node, all of them available. */
export function runningDeployment(pods: number): Driven {
  return new Driven(pods / PODS_PER_NODE).apply(web(pods)).until(deploymentIsDone('web', pods), PATIENCE_S);
}

export function rollOut(driven: Driven, pods: number): Driven {
  return driven.apply(web(pods, 'app:2')).until(deploymentIsDone('web', pods), PATIENCE_S);
}

export const deploymentRollout: Bench = {
  name: 'a Deployment rolls out',
  unit: 'Pods',
  sizes: [1_000, 3_000, 10_000],
  goals: { 1_000: 300, 10_000: 3_000 },
  growth: [1_000, 10_000, 14],
  prepare: (pods) => {
    const driven = runningDeployment(pods);
    return timed(driven, () => rollOut(driven, pods));
  },
};

function daemonSet(name: string, maxUnavailable: string, sizes: Bench['sizes'], goals?: Bench['goals']): Bench {
  return {
    name,
    unit: 'Nodes',
    sizes,
    ...(goals ? { goals } : {}),
    prepare: (nodes) => {
      const spec = `  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: ${maxUnavailable}\n`;
      const agent = { kind: 'DaemonSet', name: 'agent', spec } as const;
      const done = daemonSetIsDone('agent', nodes);
      const driven = new Driven(nodes).apply(workload(agent)).until(done, PATIENCE_S);
      return timed(driven, () => driven.apply(workload({ ...agent, image: 'app:2' })).until(done, PATIENCE_S));
    },
  };
}

export const daemonSetRollout = daemonSet('a DaemonSet rolls out, a tenth at a time', '10%', [500, 1_500, 5_000], { 5_000: 2_000 });
export const daemonSetOneByOne = daemonSet('a DaemonSet rolls out, Node by Node', '1', [500, 1_500, 5_000]);

function statefulSet(policy: 'OrderedReady' | 'Parallel', goals?: Bench['goals']): Bench {
  return {
    name: `a StatefulSet starts and rolls out, ${policy}`,
    unit: 'ordinals',
    sizes: [100, 300, 1_000],
    ...(goals ? { goals } : {}),
    prepare: (ordinals) => {
      const driven = new Driven(Math.ceil(ordinals / PODS_PER_NODE));
      const db = { kind: 'StatefulSet', name: 'db', replicas: ordinals, spec: `  serviceName: db\n  podManagementPolicy: ${policy}\n` } as const;
      const done = statefulSetIsDone('db', ordinals);
      return timed(driven, () =>
        driven
          .apply(workload(db))
          .until(done, PATIENCE_S)
          .apply(workload({ ...db, image: 'app:2' }))
          .until(done, PATIENCE_S),
      );
    },
  };
}

export const statefulSetOrdered = statefulSet('OrderedReady');
export const statefulSetParallel = statefulSet('Parallel');

export const autoscaling: Bench = {
  name: 'an autoscaler follows a wave for two hours',
  unit: 'Pods',
  sizes: [50, 150, 500],
  goals: { 500: 1_000 },
  prepare: (pods) => {
    const driven = new Driven(Math.ceil(pods / PODS_PER_NODE))
      .apply(workload({ kind: 'Deployment', name: 'web', replicas: pods / 2 }), autoscaler('web', pods / 10, pods))
      .load({ loads: [{ selector: { app: 'web' }, cpu: { shape: 'wave', low: '0', high: `${pods * 5}m`, period: HOUR_S } }] });
    return timed(driven, () => driven.advance(2 * HOUR_S));
  },
};
