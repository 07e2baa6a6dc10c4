import { Driven, autoscaler, timed, workload } from './cluster.ts';
import type { Bench } from './measure.ts';

const HOUR_S = 3600;
const PODS_PER_NODE = 40;
/** Of 50 workloads. */
const DEPLOYMENTS = 35;
const AUTOSCALED = 5;
const STATEFUL_SETS = 10;
const DAEMON_SETS = 5;

interface Plan {
  readonly nodes: number;
  readonly perWorkload: number;
}

/** Five DaemonSets have a Pod on each Node, and what is left of the Pods is shared by the other 45 workloads. */
function planFor(pods: number): Plan {
  const nodes = Math.ceil(pods / PODS_PER_NODE);
  return { nodes, perWorkload: Math.max(1, Math.floor((pods - nodes * DAEMON_SETS) / (DEPLOYMENTS + STATEFUL_SETS))) };
}

function manifests({ perWorkload }: Plan): readonly string[] {
  const list: string[] = [];
  for (let i = 0; i < DEPLOYMENTS; i++) {
    list.push(workload({ kind: 'Deployment', name: `web-${i}`, replicas: perWorkload }));
    list.push(`apiVersion: v1\nkind: Service\nmetadata:\n  name: web-${i}\nspec:\n  selector:\n    app: web-${i}\n  ports:\n    - port: 80\n`);
    if (i < AUTOSCALED) list.push(autoscaler(`web-${i}`, 1, 2 * perWorkload));
    else if (i < 2 * AUTOSCALED)
      list.push(
        `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web-${i}\nspec:\n  maxUnavailable: 20%\n  selector:\n    matchLabels:\n      app: web-${i}\n`,
      );
  }
  for (let i = 0; i < STATEFUL_SETS; i++)
    list.push(
      workload({
        kind: 'StatefulSet',
        name: `db-${i}`,
        replicas: perWorkload,
        spec: `  serviceName: db\n  podManagementPolicy: ${i % 2 ? 'Parallel' : 'OrderedReady'}\n`,
      }),
    );
  for (let i = 0; i < DAEMON_SETS; i++)
    list.push(workload({ kind: 'DaemonSet', name: `agent-${i}`, spec: '  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 20%\n' }));
  return list;
}

/** What happens in minute `i`: every kind has its turn. */
function change(driven: Driven, i: number, { nodes, perWorkload }: Plan): void {
  const version = `app:${2 + Math.floor(i / 10)}`;
  switch (i % 6) {
    case 0:
      driven.kubectl(`set image deployment/web-${i % DEPLOYMENTS} app=${version}`);
      break;
    case 1:
      driven.kubectl(`scale deployment/web-${(2 * AUTOSCALED + i) % DEPLOYMENTS} --replicas=${perWorkload + (i % 7) - 3}`);
      break;
    case 2:
      driven.kubectl(`set image statefulset/db-${i % STATEFUL_SETS} app=${version}`);
      break;
    case 3:
      driven.kubectl(`set image daemonset/agent-${i % DAEMON_SETS} app=${version}`);
      break;
    case 4:
      driven.kubectl(`delete pod db-${(i + 1) % STATEFUL_SETS}-0`);
      break;
    default:
      driven.kubectl(`${i % 12 === 5 ? 'cordon' : 'uncordon'} node-${1 + (i % nodes)}`);
  }
}

export const mixed: Bench = {
  name: 'a cluster of 50 workloads of all kinds, one hour with a change each minute',
  unit: 'Pods',
  sizes: [500, 1_500, 5_000],
  prepare: (pods) => {
    const plan = planFor(pods);
    const driven = new Driven(plan.nodes).apply(...manifests(plan));
    const wave = { shape: 'wave', low: '0', high: `${plan.perWorkload * 8}m`, period: HOUR_S / 2 };
    driven.load({ loads: Array.from({ length: AUTOSCALED }, (_, i) => ({ service: `web-${i}`, cpu: wave })) });
    return timed(driven, () => {
      for (let minute = 0; minute < 60; minute++) {
        driven.advance(60);
        change(driven, minute, plan);
      }
    });
  },
};
