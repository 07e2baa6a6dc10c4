import fc, { runs, seed } from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/cluster/api/decode.ts';
import { ApiError } from '../../src/cluster/api/errors.ts';
import { structOf } from '../../src/cluster/api/schema/parse.ts';
import { type JsonMap, strategicMerge } from '../../src/cluster/api/strategic-merge.ts';
import { threeWayMergePatch, twoWayMergePatch } from '../../src/cluster/api/three-way.ts';
import { parseManifest } from '../../src/cluster/api/yaml.ts';
import { addQuantity, canonicalQuantity, compareQuantity, subtractQuantity } from '../../src/kube/quantity.ts';
import { cluster, create, update } from '../unit/api/helpers.ts';

const RUNS = runs(300);
console.info(`property tests of the API server: PROPERTY_SEED=${seed} PROPERTY_RUNS=${RUNS}`);

const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'x:1',
        ports: [{ containerPort: 80, name: 'http' }],
        env: [{ name: 'A', value: 'b' }],
        resources: { requests: { cpu: '100m' }, limits: { memory: '1Gi' } },
        readinessProbe: { httpGet: { port: 'http' } },
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
      },
    ],
    initContainers: [{ name: 'i', image: 'y', restartPolicy: 'Always' }],
    volumes: [{ name: 'v', configMap: { name: 'cm' } }],
    tolerations: [{ key: 'a', operator: 'Exists' }],
    affinity: {
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } } }] },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
    ],
  },
};
const selector = { matchLabels: { app: 'web' } };
const of = (apiVersion: string, kind: string, rest: object): Record<string, unknown> => ({
  apiVersion,
  kind,
  metadata: { name: 'x', labels: { a: 'b' }, annotations: { c: 'd' } },
  ...rest,
});
const MANIFESTS: readonly Record<string, unknown>[] = [
  of('v1', 'Pod', { spec: template.spec }),
  of('apps/v1', 'Deployment', {
    spec: { replicas: 2, selector, template, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } } },
  }),
  of('apps/v1', 'ReplicaSet', { spec: { selector, template } }),
  of('v1', 'ReplicationController', { spec: { selector: { app: 'web' }, template } }),
  of('apps/v1', 'StatefulSet', {
    spec: {
      serviceName: 's',
      selector,
      template,
      updateStrategy: { rollingUpdate: { partition: 1 } },
      volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
    },
  }),
  of('apps/v1', 'DaemonSet', { spec: { selector, template, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } } } }),
  of('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
      maxReplicas: 5,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
      behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] } },
    },
  }),
  of('autoscaling/v1', 'HorizontalPodAutoscaler', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' }, maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
  }),
  of('v1', 'Service', {
    spec: {
      type: 'NodePort',
      selector: { app: 'web' },
      ports: [
        { name: 'a', port: 80, targetPort: 'http' },
        { name: 'b', port: 81 },
      ],
    },
  }),
  of('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }),
  of('v1', 'Node', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] }, status: { capacity: { cpu: '4', memory: '8Gi' } } }),
  of('v1', 'Namespace', {}),
  of('policy/v1', 'PodDisruptionBudget', { spec: { selector, minAvailable: '50%' } }),
  of('v1', 'ResourceQuota', { spec: { hard: { pods: '5', 'requests.cpu': '2' }, scopes: ['NotTerminating'] } }),
  of('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '1' }, defaultRequest: { cpu: '100m' } }] } }),
  of('scheduling.k8s.io/v1', 'PriorityClass', { value: 5, globalDefault: true }),
  of('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.1.1'] }], ports: [{ port: 80 }] }),
  of('batch/v1', 'Job', { spec: { template: { spec: { containers: [{ name: 'c', image: 'x' }], restartPolicy: 'Never' } } } }),
  of('batch/v1', 'CronJob', {
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'c', image: 'x' }], restartPolicy: 'Never' } } } } },
  }),
  of('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] } }),
  of('networking.k8s.io/v1', 'Ingress', {
    spec: { rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } }] },
  }),
  of('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: 'u' }] }),
  of('storage.k8s.io/v1', 'StorageClass', { provisioner: 'x' }),
  of('v1', 'ServiceAccount', {}),
  of('v1', 'ConfigMap', { data: { a: 'b' } }),
  of('v1', 'Secret', { data: { a: 'Yg==' } }),
];

const STRANGE: readonly unknown[] = [
  null,
  '',
  'x',
  '-1',
  '120%',
  0,
  -1,
  1.5,
  2 ** 40,
  true,
  [],
  {},
  [null],
  [{}],
  [[]],
  { '': null },
  { a: {} },
  'kubernetes.io/' + 'y'.repeat(80),
];

type Path = readonly (string | number)[];

function paths(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [...(at.length ? [at] : []), ...inner.flatMap((key) => paths((value as Record<string, unknown>)[key as string], [...at, key]))];
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[head] = replaced(copy[head], rest, by);
  return copy;
}

/** A manifest of any kind with up to three of its values replaced by strange ones, and what it was. */
const spoilt = fc
  .tuple(fc.nat(MANIFESTS.length - 1), fc.array(fc.tuple(fc.nat(), fc.nat(STRANGE.length - 1)), { minLength: 1, maxLength: 3 }))
  .map(([kind, changes]) => {
    const original = MANIFESTS[kind] as Record<string, unknown>;
    let manifest: unknown = original;
    for (const [where, what] of changes) {
      const all = paths(manifest).filter(([head]) => head !== 'apiVersion' && head !== 'kind');
      manifest = replaced(manifest, all[where % all.length] as Path, STRANGE[what]);
    }
    return { original, manifest };
  });

/** What an action answers: nothing, or the API server's refusal; everything else is a mistake of ours. */
function answer(action: () => unknown): ApiError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

describe('the API server', () => {
  it('takes every kind of manifest', () => {
    for (const manifest of MANIFESTS) expect([manifest['kind'], answer(() => create(cluster(), manifest))?.message]).toEqual([manifest['kind'], undefined]);
  });

  it('answers any manifest with an object or with its own refusal', () => {
    fc.assert(
      fc.property(spoilt, ({ manifest }) => {
        const error = answer(() => create(cluster(), manifest));
        if (error) expect(error.message).not.toBe('');
      }),
      { numRuns: RUNS },
    );
  });

  it('answers any update likewise, and stores nothing on a dry run', () => {
    fc.assert(
      fc.property(spoilt, ({ original, manifest }) => {
        const into = cluster();
        const stored = create(into, original);
        const { apiVersion, metadata } = stored;
        const given = manifest as { metadata?: object };
        const entries = into.log.length;
        answer(() =>
          update(
            into,
            {
              ...(given as object),
              apiVersion,
              metadata: { ...given.metadata, name: metadata.name, ...(metadata.namespace ? { namespace: metadata.namespace } : {}) },
            },
            { dryRun: true },
          ),
        );
        expect(into.log.length).toBe(entries);
      }),
      { numRuns: RUNS },
    );
  });

  it('decodes what it has decoded to the same', () => {
    for (const manifest of MANIFESTS) {
      const once = decode(manifest);
      expect(decode(once)).toEqual(once);
    }
  });

  it('defaults what it has stored to the same: an update with nothing new changes nothing', () => {
    for (const manifest of MANIFESTS) {
      const into = cluster();
      const stored = create(into, manifest);
      expect(update(into, stored)).toBe(
        into.store.get(into.log.entries.at(-1)?.changes.at(-1)?.table ?? '', into.log.entries.at(-1)?.changes.at(-1)?.key ?? ''),
      );
    }
  });
});

describe('patches', () => {
  const deployment = structOf('apps/v1.Deployment');
  const manifest = (containers: readonly unknown[], labels: object): JsonMap => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x', labels },
    spec: { template: { spec: { containers } } },
  });
  const someContainers = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      image: fc.constantFrom('x:1', 'x:2'),
      env: fc.uniqueArray(fc.record({ name: fc.constantFrom('E', 'F', 'G'), value: fc.constantFrom('1', '2') }), { selector: (one) => one.name }),
    }),
    { selector: (one) => one.name, minLength: 1 },
  );
  const someManifest = fc
    .tuple(someContainers, fc.dictionary(fc.constantFrom('k', 'l', 'm'), fc.constantFrom('1', '2')))
    .map(([containers, labels]) => manifest(containers, labels));
  /** Lists that are absent and empty are the same to the server. */
  const plain = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(plain)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .filter(([, one]) => !(Array.isArray(one) && one.length === 0))
              .map(([key, one]) => [key, plain(one)]),
          )
        : value;

  it('lead from the one to the other', () => {
    fc.assert(
      fc.property(
        someManifest,
        someManifest,
        (from, to) => void expect(plain(strategicMerge(from, twoWayMergePatch(from, to), deployment))).toEqual(plain(to)),
      ),
      { numRuns: RUNS },
    );
  });

  it('of apply lead to the manifest where nobody else has written', () => {
    fc.assert(
      fc.property(
        someManifest,
        someManifest,
        (from, to) => void expect(plain(strategicMerge(from, threeWayMergePatch(from, to, from), deployment))).toEqual(plain(to)),
      ),
      { numRuns: RUNS },
    );
  });
});

describe('texts', () => {
  it('are read or refused, and never throw', () => {
    const word = fc.constantFrom(
      'a',
      'b: ',
      '- ',
      '\n',
      '  ',
      '    ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ',',
      ': ',
      '&x ',
      '*x',
      '|',
      '>',
      '#',
      '\t',
      '---\n',
      '!t ',
      '? ',
      '%',
      '@',
      '<<: ',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const { documents, error } = parseManifest(words.join(''));
        expect(Array.isArray(documents)).toBe(true);
        expect(error).not.toBe('');
      }),
      { numRuns: RUNS * 5 },
    );
  });
});

describe('quantities', () => {
  const quantity = fc
    .tuple(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi'))
    .map(([number, suffix]) => `${number}${suffix}`);

  it('have one canonical form', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        const canonical = canonicalQuantity(text);
        expect(canonicalQuantity(canonical)).toBe(canonical);
        expect(compareQuantity(text, canonical)).toBe(0);
      }),
    );
  });

  it('add and subtract exactly', () => {
    fc.assert(fc.property(quantity, quantity, (a, b) => void expect(compareQuantity(subtractQuantity(addQuantity(a, b), b), a)).toBe(0)));
  });
});
