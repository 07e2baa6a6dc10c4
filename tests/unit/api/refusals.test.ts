import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/api/errors.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { cluster, create, deployment, pod, refusal, template, update } from './helpers.ts';

/** What is refused, and in which words: one row for each mistake that somebody may make. */

const lines = (error: unknown): readonly string[] => {
  if (error instanceof ApiError) return error.causes.map(({ field, message }) => `${field}: ${message}`);
  throw error;
};

function causes(manifest: unknown): readonly string[] {
  try {
    create(cluster(), manifest, { dryRun: true });
    return [];
  } catch (error) {
    return lines(error);
  }
}

function changed(manifest: unknown, change: (stored: KubeObject) => object): readonly string[] {
  const into = cluster();
  const stored = create(into, manifest);
  try {
    update(into, change(stored), { dryRun: true });
    return [];
  } catch (error) {
    return lines(error);
  }
}

const object = (apiVersion: string, kind: string, rest: object): unknown => ({ apiVersion, kind, metadata: { name: 'x' }, ...rest });
const withSpec =
  (spec: object) =>
  (stored: KubeObject): object => ({ ...stored, spec: { ...(stored.spec as object), ...spec } });
const container = (more: object): unknown => pod('p', { containers: [{ name: 'c', image: 'x:1', ...more }] });
const job = (spec: object, podOf: object = { restartPolicy: 'Never' }): unknown => object('batch/v1', 'Job', { spec: { template: template(podOf), ...spec } });
const cronJob = (spec: object): unknown =>
  object('batch/v1', 'CronJob', { spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: template({ restartPolicy: 'Never' }) } }, ...spec } });

describe('Pods', () => {
  it.each([
    [
      container({ securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'a' } } }),
      'spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"a"}: can only be set when seccomp type is Localhost',
    ],
    [
      container({ resources: { requests: { 'hugepages-2Mi': '3Mi', cpu: 1 }, limits: { 'hugepages-2Mi': '3Mi' } } }),
      'spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
    ],
    [
      container({ restartPolicy: 'Never', restartPolicyRules: [{ action: 'Stop', exitCodes: { operator: 'In', values: [1] } }] }),
      'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"',
    ],
    [
      container({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: '../a', key: 'K' } } }] }),
      'spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: "../a": must not contain \'..\'',
    ],
    [
      container({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'a', key: 'K' } } }] }),
      'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"',
    ],
    [pod('p', { hostUsers: false, hostNetwork: true }), 'spec.hostNetwork: Forbidden: when `hostUsers` is false'],
    [pod('p', { os: { name: 'windows' }, hostPID: true }), 'spec.hostPID: Forbidden: cannot be set for a windows pod'],
    [pod('p', { os: { name: 'beos' } }), 'spec.os: Unsupported value: "beos": supported values: "linux", "windows"'],
    [
      pod('p', { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } }),
      'spec.securityContext.sysctls[0].name: Invalid value: "net.core.somaxconn": may not be specified when \'hostNetwork\' is true',
    ],
    [
      pod('p', { resources: { limits: { 'ephemeral-storage': '1Gi' } } }),
      'spec.resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
    ],
    [
      pod('p', { volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] }),
      'spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
    ],
    [
      pod('p', { ephemeralContainers: [{ name: 'd', image: 'x', ports: [{ containerPort: 80 }], targetContainerName: 'e' }] }),
      'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    ],
    [pod('p', { hostAliases: [{ ip: '10.0.0.01' }] }), 'spec.hostAliases[0].ip: Invalid value: "10.0.0.01": must not have leading 0s'],
  ])('%#', (manifest, message) => expect(causes(manifest)).toContain(message));

  it('keep their status to the letter when a client changes them', () => {
    const into = cluster();
    const stored = create(into, pod('p'));
    into.decide('kubectl', 0, undefined, () => into.server.bind('default/p', 'node-1'));
    const bound = into.server.mustGet('pods', 'default/p');
    expect(update(into, { ...stored, spec: bound.spec, metadata: { ...bound.metadata, labels: { a: 'b' } } }).status).toEqual(bound.status);
    expect((bound.status as { conditions: readonly object[] }).conditions[0]).toHaveProperty('lastProbeTime', null);
  });

  it('lose a stop signal, which v1.36 does not know yet', () => {
    const stored = create(cluster(), container({ lifecycle: { stopSignal: 'SIGUSR1' } }));
    expect((stored.spec as { containers: readonly object[] }).containers[0]).not.toHaveProperty('lifecycle');
  });
});

describe('workloads', () => {
  it('count an amount that is no percentage as Go reads it', () => {
    expect(causes(deployment('w', { strategy: { rollingUpdate: { maxSurge: '2 pods', maxUnavailable: 0 } } }))).toEqual([
      "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"2 pods\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ]);
  });

  it('take no finalizer without a domain, at an update either', () => {
    const change = (finalizers: readonly string[]): readonly string[] =>
      changed(deployment('w'), (stored) => ({ ...stored, metadata: { ...stored.metadata, finalizers } }));
    expect(change(['example.com/a'])).toEqual([]);
    expect(change(['foo'])).toEqual(['metadata.finalizers[0]: Invalid value: "foo": name is neither a standard finalizer name nor is it fully qualified']);
    expect(change(['a b/c'])[0]).toMatch(/^metadata\.finalizers: Invalid value: "a b\/c": prefix part a lowercase RFC 1123 subdomain/);
  });

  it('have the name that was made up for them in the refusal', () => {
    expect(refusal(() => create(cluster(), { ...(deployment('x') as object), metadata: { generateName: 'A-' } }))).toMatch(
      /^Deployment\.apps "A-[a-z0-9]{5}" is invalid: metadata\.name: /,
    );
  });

  it('are not mistaken for others of the same name', () => {
    const into = cluster();
    const stored = create(into, deployment('w'));
    expect(refusal(() => update(into, { ...stored, metadata: { ...stored.metadata, uid: 'other', resourceVersion: '1' } }))).toBe(
      `Operation cannot be fulfilled on deployments.apps "w": StorageError: invalid object, Code: 4, Key: /registry/deployments/default/w, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: ${stored.metadata.uid}`,
    );
  });
});

describe('Jobs', () => {
  it.each([
    [job({}, {}), ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
    [job({ completionMode: 'Indexed' }), []],
    [job({ completionMode: 'Indexed', parallelism: 2 }), ['spec.completions: Required value: when completion mode is Indexed']],
    [
      job({ backoffLimitPerIndex: 1, maxFailedIndexes: 2 }),
      [
        'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
        'spec.maxFailedIndexes: Invalid value: 2: requires indexed completion mode',
      ],
    ],
    [job({ successPolicy: { rules: [] } }), ['spec.successPolicy: Invalid value: {"Rules":[]}: requires indexed completion mode']],
    [
      job({ completionMode: 'Indexed', completions: 3, successPolicy: { rules: [{ succeededIndexes: '2-1', succeededCount: 9 }] } }),
      [
        'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "2-1": error parsing succeededIndexes: non-increasing order, previous: 2, current: 1',
        'spec.successPolicy.rules[0].succeededCount: Invalid value: 9: must be less than or equal to 3 (the number of specified completions)',
        'spec.successPolicy.rules[0].succeededCount: Invalid value: 9: must be less than or equal to 0 (the number of indexes in the specified succeededIndexes field)',
      ],
    ],
    [
      job({ podFailurePolicy: { rules: [{ action: 'FailIndex' }, { action: '', onExitCodes: { operator: 'In', values: [0] } }] } }),
      [
        'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
        'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
        'spec.podFailurePolicy.rules[1].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
        'spec.podFailurePolicy.rules[1].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
      ],
    ],
    [job({ podReplacementPolicy: 'Never' }), ['spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"']],
    [job({ managedBy: 'me' }), ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")']],
    [
      job({ manualSelector: true }),
      ['spec.selector: Required value', 'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
  ])('%#', (manifest, messages) => expect(causes(manifest)).toEqual(messages));

  it('select their own Pods, and keep their template', () => {
    const stored = create(cluster(), job({}));
    const labels = {
      'batch.kubernetes.io/controller-uid': stored.metadata.uid,
      'controller-uid': stored.metadata.uid,
      'job-name': 'x',
      'batch.kubernetes.io/job-name': 'x',
    };
    expect(stored.spec).toMatchObject({
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': stored.metadata.uid } },
      template: { metadata: { labels } },
    });
    const [message, ...more] = changed(
      job({}),
      withSpec({
        template: { ...(stored.spec as { template: object }).template, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'y:1' }] } },
      }),
    );
    expect(message).toMatch(/^spec\.template: Invalid value: \{"labels":\{"app":"web",.*\},"Spec":\{"Volumes":null,.*"Image":"y:1",.*\}: field is immutable$/);
    expect(more).toEqual([]);
    expect(changed(job({}), withSpec({ completions: 2 }))).toEqual(['spec.completions: Invalid value: 2: field is immutable']);
    expect(
      changed(job({ suspend: true }), (suspended) =>
        withSpec({
          template: {
            ...(suspended.spec as { template: { spec: object } }).template,
            spec: { ...(suspended.spec as { template: { spec: object } }).template.spec, nodeSelector: { a: 'b' } },
          },
        })(suspended),
      ),
    ).toEqual([]);
  });

  it.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* 5-2 * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['@noon', 'unrecognized descriptor: @noon'],
    ['@every 5', 'failed to parse duration 5: time: missing unit in duration "5"'],
  ])('on a schedule %s', (schedule, problem) =>
    expect(causes(cronJob({ schedule }))).toEqual([`spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${problem}`]),
  );

  it('on good schedules, and in time zones', () => {
    for (const schedule of ['*/5 0-6/2 1,15 jan-mar MON', '@hourly', '@every 1h30m', '? * * * ?']) expect(causes(cronJob({ schedule }))).toEqual([]);
    expect(causes(cronJob({ timeZone: 'a b' }))).toEqual(['spec.timeZone: Invalid value: "a b": unknown time zone a b']);
    expect(causes(cronJob({ schedule: 'TZ=UTC 0 * * * *' }))).toEqual([
      'spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ]);
    expect(causes({ ...(cronJob({}) as object), metadata: { name: 'a'.repeat(53) } })).toEqual([
      `metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`,
    ]);
  });
});

describe('the other kinds', () => {
  it.each([
    [
      object('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { pods: '1' } }] } }),
      'spec.limits[0].max[pods]: Invalid value: "pods": must be a standard resource for containers',
    ],
    [
      object('v1', 'ResourceQuota', {
        spec: { hard: { services: '1' }, scopeSelector: { matchExpressions: [{ scopeName: 'BestEffort', operator: 'Exists' }] } },
      }),
      'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"BestEffort","Operator":"Exists","Values":null}]}: unsupported scope applied to resource',
    ],
    [object('v1', 'Secret', { type: 'kubernetes.io/service-account-token' }), 'metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    [object('v1', 'Secret', { type: 'kubernetes.io/ssh-auth', data: { 'ssh-privatekey': '' } }), 'data[ssh-privatekey]: Required value'],
    [object('coordination.k8s.io/v1', 'Lease', { spec: { leaseDurationSeconds: 0 } }), 'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
    [
      object('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'FQDN', endpoints: [{ addresses: ['web'] }], ports: [] }),
      'endpoints[0].addresses[0]: Invalid value: "web": should be a domain with at least two segments separated by dots',
    ],
    [
      object('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv6', endpoints: [{ addresses: ['2001:db8:0::1'] }], ports: [] }),
      'endpoints[0].addresses[0]: Invalid value: "2001:db8:0::1": must be in canonical form ("2001:db8::1")',
    ],
    [
      object('v1', 'Service', { spec: { ports: [{ port: 80 }], externalIPs: ['::ffff:10.0.0.1'] } }),
      'spec.externalIPs[0]: Invalid value: "::ffff:10.0.0.1": must not be an IPv4-mapped IPv6 address',
    ],
    [
      object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }] } }),
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
    ],
    [
      object('autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: {
          maxReplicas: 2,
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'w' },
          metrics: [{ type: 'ContainerResource', containerResource: { name: 'pods', container: 'c', target: { type: 'Utilization', averageUtilization: 5 } } }],
        },
      }),
      'spec.metrics[0].containerResource.name: Invalid value: "pods": must be a standard resource for containers',
    ],
  ])('%#', (manifest, message) => expect(causes(manifest)).toContain(message));

  it('keep what they were made with', () => {
    const slice = object('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [], ports: [] });
    expect(changed(slice, (stored) => ({ ...stored, addressType: 'IPv6' }))).toEqual(['addressType: Invalid value: "IPv6": field is immutable']);
    // A range that was there before is not looked at again.
    const into = cluster();
    const policy = (cidr: string): unknown =>
      object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr } }] }] } });
    const stored = create(into, policy('10.0.0.0/8'));
    expect(() => update(into, { ...stored, metadata: { ...stored.metadata, labels: { a: 'b' } } })).not.toThrow();
  });

  it('grow as claims only where their class says so', () => {
    const into = cluster();
    const stored = create(
      into,
      object('v1', 'PersistentVolumeClaim', {
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } },
      }),
    );
    into.decide('kubectl', 0, undefined, () => into.server.updateStatus({ ...stored, status: { phase: 'Bound', capacity: { storage: '1Gi' } } } as KubeObject));
    const grown = withSpec({ resources: { requests: { storage: '2Gi' } } })({ ...stored, metadata: { ...stored.metadata, resourceVersion: '' } });
    expect(refusal(() => update(into, grown))).toBe(
      'persistentvolumeclaims "x" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
    create(into, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast' },
      provisioner: 'example.com/disk',
      allowVolumeExpansion: true,
    });
    expect(refusal(() => update(into, grown))).toBeUndefined();
  });
});
