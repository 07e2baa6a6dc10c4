import fc from '../support/fast-check.ts';
import type { Action, ImageBehaviour, ScenarioNode, Tape } from '../../src/scenario/tape.ts';

/** Random tapes: a few Nodes, one to three workloads of any kind, and what people do to them in half a minute. */

const END_S = 40;
export const TAPE_END_MS = (END_S + 30) * 1000;

type Kind = 'StatefulSet' | 'DaemonSet' | 'Deployment';
const PLURAL = { StatefulSet: 'sts', DaemonSet: 'ds', Deployment: 'deploy' } as const;

interface Workload {
  readonly kind: Kind;
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

const retention = fc.constantFrom('Retain', 'Delete');
const share = fc.constantFrom<number | string>(1, 2, '34%', '50%');

function workload(index: number): fc.Arbitrary<Workload> {
  const name = `w${index}`;
  const minReadySeconds = fc.constantFrom(0, 0, 2);
  const statefulSet = fc
    .record({
      replicas: fc.constantFrom(1, 2, 3, 4, 5),
      podManagementPolicy: fc.constantFrom('OrderedReady', 'Parallel'),
      partition: fc.constantFrom(0, 0, 1, 2),
      onDelete: fc.integer({ min: 0, max: 5 }),
      start: fc.constantFrom(0, 0, 3),
      claims: fc.boolean(),
      whenScaled: retention,
      whenDeleted: retention,
      minReadySeconds,
    })
    .map(({ partition, onDelete, start, claims, whenScaled, whenDeleted, ...spec }) => ({
      kind: 'StatefulSet' as const,
      name,
      spec: {
        ...spec,
        serviceName: name,
        revisionHistoryLimit: 2,
        updateStrategy: onDelete ? { type: 'RollingUpdate', rollingUpdate: { partition } } : { type: 'OnDelete' },
        ...(start ? { ordinals: { start } } : {}),
        ...(claims
          ? {
              persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted },
              volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
            }
          : {}),
      },
    }));
  const daemonSet = fc
    .record({ surge: fc.boolean(), share, onDelete: fc.integer({ min: 0, max: 5 }), minReadySeconds, selector: fc.integer({ min: 0, max: 3 }) })
    .map((options) => ({
      kind: 'DaemonSet' as const,
      name,
      spec: {
        minReadySeconds: options.minReadySeconds,
        revisionHistoryLimit: 2,
        updateStrategy: options.onDelete
          ? { type: 'RollingUpdate', rollingUpdate: options.surge ? { maxSurge: options.share, maxUnavailable: 0 } : { maxUnavailable: options.share } }
          : { type: 'OnDelete' },
        ...(options.selector ? {} : { nodeSelector: { zone: 'a' } }),
      },
    }));
  const deployment = fc
    .record({ replicas: fc.constantFrom(1, 3, 5), surge: share, unavailable: share, minReadySeconds })
    .map(({ surge, unavailable, ...spec }) => ({
      kind: 'Deployment' as const,
      name,
      spec: { ...spec, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } } },
    }));
  return fc.oneof({ weight: 3, arbitrary: statefulSet }, { weight: 3, arbitrary: daemonSet }, { weight: 1, arbitrary: deployment });
}

/** The manifest, as JSON, which is YAML. */
export function manifestOf({ kind, name, spec }: Workload): string {
  const { nodeSelector, ...rest } = spec;
  const pod = { containers: [{ name: 'c', image: 'app:1' }], ...(nodeSelector ? { nodeSelector } : {}) };
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { ...rest, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: pod } },
  });
}

function actsOn(target: Workload): fc.Arbitrary<Action> {
  const ref = `${PLURAL[target.kind]}/${target.name}`;
  const run = (line: string): Action => ({ do: 'kubectl', line });
  const apply: Action = { do: 'kubectl', line: 'apply -f m.yaml', files: { 'm.yaml': manifestOf(target) } };
  const start = (target.spec['ordinals'] as { start: number } | undefined)?.start ?? 0;
  const ordinal = fc.integer({ min: start, max: start + 4 });
  const acts: { weight: number; arbitrary: fc.Arbitrary<Action> }[] = [
    { weight: 6, arbitrary: fc.constantFrom('app:1', 'app:2', 'app:3', 'app:bad').map((image) => run(`set image ${ref} c=${image}`)) },
    { weight: 3, arbitrary: fc.constantFrom(run(`rollout undo ${ref}`), run(`rollout restart ${ref}`)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('--cascade=orphan', '--cascade=background', '--cascade=foreground')
        .map((cascade) => run(`delete ${ref} ${cascade} --wait=false`)),
    },
    { weight: 2, arbitrary: fc.constant(apply) },
    { weight: 1, arbitrary: fc.constant(run(`delete pods -l app=${target.name} --wait=false`)) },
  ];
  if (target.kind !== 'DaemonSet')
    acts.push({ weight: 4, arbitrary: fc.integer({ min: 0, max: 5 }).map((replicas) => run(`scale ${ref} --replicas=${replicas}`)) });
  if (target.kind === 'StatefulSet')
    acts.push(
      { weight: 3, arbitrary: ordinal.map((n) => run(`delete pod ${target.name}-${n} --wait=false --ignore-not-found`)) },
      {
        weight: 3,
        arbitrary: fc.record({ n: ordinal, ready: fc.boolean() }).map(({ n, ready }): Action => ({ do: 'ready', pods: { [`${target.name}-${n}`]: ready } })),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(0, 1, 3)
          .map((partition) => run(`patch ${ref} -p '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":${partition}}}}}'`)),
      },
    );
  return fc.oneof(...acts);
}

const NODE_NAMES = ['n1', 'n2', 'n3', 'n4', 'n5'] as const;
const node = (name: string): fc.Arbitrary<ScenarioNode> =>
  fc.record({ zone: fc.constantFrom('a', 'b'), tainted: fc.integer({ min: 0, max: 5 }) }).map(({ zone, tainted }) => ({
    name,
    labels: { zone },
    ...(tainted ? {} : { taints: [{ key: 'own', value: 'x', effect: 'NoSchedule' }] }),
  }));

const actsOnNodes: fc.Arbitrary<Action> = fc.constantFrom(...NODE_NAMES).chain((name) =>
  fc.oneof(
    node(name).map((added): Action => ({ do: 'nodes', add: [added] })),
    fc.constantFrom<Action>(
      { do: 'nodes', delete: [name] },
      { do: 'nodes', down: [name] },
      { do: 'nodes', up: [name] },
      { do: 'kubectl', line: `label node ${name} zone=a --overwrite` },
      { do: 'kubectl', line: `label node ${name} zone-` },
      { do: 'kubectl', line: `taint nodes ${name} gone=1:NoExecute --overwrite` },
      { do: 'kubectl', line: `taint nodes ${name} gone-` },
      { do: 'kubectl', line: `cordon ${name}` },
      { do: 'kubectl', line: `uncordon ${name}` },
    ),
  ),
);

const seconds = fc.integer({ min: 0, max: 3 });
const images: fc.Arbitrary<Readonly<Record<string, ImageBehaviour>>> = fc
  .record({ start: seconds, ready: seconds, stop: seconds, fault: fc.constantFrom('NeverReady' as const, 'CrashLoop' as const, 'ImagePull' as const) })
  .map(({ start, ready, stop, fault }) => ({ '*': { 'start-delay': start, 'ready-delay': ready, 'stop-delay': stop }, 'app:bad': { fault } }));

/** A whole tape, whose workloads are there from the start. */
export const tapes: fc.Arbitrary<Tape> = fc
  .record({ seed: fc.integer({ min: 1, max: 1_000 }), count: fc.integer({ min: 1, max: 3 }), nodeCount: fc.constantFrom(1, 3, 4, 5), images })
  .chain(({ seed, count, nodeCount, images: behaviours }) =>
    fc.tuple(...Array.from({ length: count }, (_, index) => workload(index))).chain((workloads) =>
      fc
        .record({
          nodes: fc.tuple(...NODE_NAMES.slice(0, nodeCount).map(node)),
          acts: fc.array(
            fc.tuple(
              fc.integer({ min: 1, max: END_S }),
              fc.oneof({ weight: 3, arbitrary: fc.oneof(...workloads.map(actsOn)) }, { weight: 1, arbitrary: actsOnNodes }),
            ),
            { minLength: 2, maxLength: 14, size: 'max' },
          ),
        })
        .map(({ nodes, acts }): Tape => ({
          version: 1,
          kubernetes: 'v1.36.2',
          seed,
          nodes,
          images: behaviours,
          commands: [
            ...workloads.map((one) => ({ at: 0, action: { do: 'kubectl' as const, line: 'apply -f m.yaml', files: { 'm.yaml': manifestOf(one) } } })),
            ...acts.sort(([a], [b]) => a - b).map(([at, action]) => ({ at: at * 1000, action })),
          ],
        })),
    ),
  );
