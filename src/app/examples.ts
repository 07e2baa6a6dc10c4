import type { Action, Tape } from '../worker/protocol.ts';
import { AGENT, AUTOSCALER, BUDGET, DATABASE, ROLLING_25, WEB_SERVICE, twoShops, webDeployment } from './manifests.ts';

/** A cluster to begin with: manifests in the editor, and a tape that has been played up to its last act, which is next. */
export interface Example {
  readonly id: 'rolling' | 'recreate' | 'stuck' | 'canary' | 'statefulset' | 'daemonset' | 'autoscaler' | 'drain' | 'requests' | 'large' | 'huge' | 'empty';
  readonly files: Readonly<Record<string, string>>;
  readonly tape: Tape;
  /** The virtual time in ms of the act before which the playhead stands; left out: the last one's. */
  readonly opensAtMs?: number;
}

type Timed = readonly [atSeconds: number, act: string | Action];

const base = { version: 1, kubernetes: 'v1.36.2', seed: 1 } as const;
const nodes = (count: number): NonNullable<Tape['nodes']> => Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}` }));

function tape(files: Example['files'], acts: readonly Timed[], more: Pick<Tape, 'nodes'> & Pick<Tape, 'images'> = {}): Tape {
  const apply = `kubectl apply ${Object.keys(files)
    .map((name) => `-f ${name}`)
    .join(' ')}`;
  return {
    ...base,
    nodes: nodes(3),
    images: { '*': { 'start-delay': 1, 'ready-delay': 2, 'stop-delay': 2 } },
    ...more,
    commands: [[0, apply] as Timed, ...acts].map(([at, act]) => ({
      at: at * 1000,
      action: typeof act === 'string' ? { do: 'kubectl', line: act, files, background: true } : act,
    })),
  };
}

const SET_IMAGE = 'kubectl set image deployment/web nginx=nginx:1.24';

function rolling(): Example {
  const files = { 'web.yaml': webDeployment({ replicas: 10, strategy: ROLLING_25 }), 'service.yaml': WEB_SERVICE };
  return { id: 'rolling', files, tape: tape(files, [[8, SET_IMAGE]]) };
}

function recreate(): Example {
  const files = { 'web.yaml': webDeployment({ replicas: 6, strategy: 'strategy:\n  type: Recreate' }), 'service.yaml': WEB_SERVICE };
  return { id: 'recreate', files, tape: tape(files, [[8, SET_IMAGE]]) };
}

function stuck(): Example {
  const files = { 'web.yaml': webDeployment({ replicas: 6, strategy: ROLLING_25, spec: 'progressDeadlineSeconds: 60' }), 'service.yaml': WEB_SERVICE };
  const images = { '*': { 'start-delay': 1, 'ready-delay': 2, 'stop-delay': 2 }, 'nginx:1.99': { fault: 'ImagePull' } } as const;
  return {
    id: 'stuck',
    files,
    tape: tape(
      files,
      [
        [8, 'kubectl set image deployment/web nginx=nginx:1.99'],
        [90, 'kubectl rollout undo deployment/web'],
      ],
      { images },
    ),
    opensAtMs: 8_000,
  };
}

function canary(): Example {
  const files = { 'web.yaml': webDeployment({ replicas: 8, strategy: ROLLING_25 }), 'service.yaml': WEB_SERVICE };
  return {
    id: 'canary',
    files,
    tape: tape(files, [
      [8, SET_IMAGE],
      [9, 'kubectl rollout pause deployment/web'],
      [20, 'kubectl rollout resume deployment/web'],
    ]),
    opensAtMs: 8_000,
  };
}

function statefulSet(): Example {
  const files = { 'db.yaml': DATABASE };
  return { id: 'statefulset', files, tape: tape(files, [[20, 'kubectl set image statefulset/db postgres=postgres:17']]) };
}

function daemonSet(): Example {
  const files = { 'agent.yaml': AGENT };
  const cluster = [...nodes(5), { name: 'node-gpu', taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }] }];
  return { id: 'daemonset', files, tape: tape(files, [[8, 'kubectl set image daemonset/agent agent=agent:1.1']], { nodes: cluster }) };
}

function autoscaler(): Example {
  const files = { 'web.yaml': webDeployment({ replicas: 2, resources: true }), 'service.yaml': WEB_SERVICE, 'hpa.yaml': AUTOSCALER };
  const wave: Action = {
    do: 'load',
    load: { loads: [{ selector: { app: 'web' }, cpu: { shape: 'wave', low: '100m', high: '900m', period: 300, start: 30 } }] },
  };
  return { id: 'autoscaler', files, tape: tape(files, [[30, wave]]) };
}

function drain(): Example {
  const files = { 'web.yaml': webDeployment({ replicas: 6 }), 'pdb.yaml': BUDGET };
  return { id: 'drain', files, tape: tape(files, [[8, 'kubectl drain node-1']]) };
}

function requests(): Example {
  const files = { 'hasty.yaml': twoShops(false), 'patient.yaml': twoShops(true) };
  return { id: 'requests', files, tape: tape(files, [[8, 'kubectl set image deployment/hasty deployment/patient shop=shop:2']]) };
}

function many(id: 'large' | 'huge', replicas: number): Example {
  const files = { 'web.yaml': webDeployment({ replicas, strategy: ROLLING_25 }), 'service.yaml': WEB_SERVICE };
  return { id, files, tape: tape(files, [[8, SET_IMAGE]], { nodes: nodes(replicas / 10) }) };
}

function empty(): Example {
  return { id: 'empty', files: {}, tape: { ...base, nodes: nodes(3), commands: [] } };
}

/** In the order of the menu; the first is what the page opens with. */
export const EXAMPLES: readonly { readonly id: Example['id']; readonly make: () => Example }[] = [
  { id: 'rolling', make: rolling },
  { id: 'recreate', make: recreate },
  { id: 'stuck', make: stuck },
  { id: 'canary', make: canary },
  { id: 'statefulset', make: statefulSet },
  { id: 'daemonset', make: daemonSet },
  { id: 'autoscaler', make: autoscaler },
  { id: 'drain', make: drain },
  { id: 'requests', make: requests },
  { id: 'large', make: () => many('large', 1_000) },
  { id: 'huge', make: () => many('huge', 10_000) },
  { id: 'empty', make: empty },
];

export function exampleOf(id: string): Example | undefined {
  return EXAMPLES.find((example) => example.id === id)?.make();
}
