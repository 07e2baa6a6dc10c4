import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/api/errors.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { cluster, create, deployment, pod, refusal, template, update } from './helpers.ts';

/** What is wrong with a manifest, a line for each cause. */
function causes(manifest: unknown): readonly string[] {
  try {
    create(cluster(), manifest, { dryRun: true });
    return [];
  } catch (error) {
    if (error instanceof ApiError) return error.causes.map((cause) => `${cause.field}: ${cause.message}`);
    throw error;
  }
}

/** The same for a change of what was stored. */
function changed(manifest: unknown, change: (stored: KubeObject) => object): readonly string[] {
  const into = cluster();
  const stored = create(into, manifest);
  try {
    update(into, change(stored), { dryRun: true });
    return [];
  } catch (error) {
    if (error instanceof ApiError) return error.causes.map((cause) => `${cause.field}: ${cause.message}`);
    throw error;
  }
}

const container = (more: object): unknown => pod('p', { containers: [{ name: 'c', image: 'x:1', ...more }] });
const object = (apiVersion: string, kind: string, spec: object, more: object = {}): unknown => ({ apiVersion, kind, metadata: { name: 'x' }, spec, ...more });
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

describe('containers', () => {
  it.each([
    [{ name: 'A' }, `spec.containers[0].name: Invalid value: "A": ${LABEL}`],
    [{ name: 'a.b' }, 'spec.containers[0].name: Invalid value: "a.b": must not contain dots'],
    [
      {
        ports: [
          { containerPort: 80, name: 'a' },
          { containerPort: 81, name: 'a' },
        ],
      },
      'spec.containers[0].ports[1].name: Duplicate value: "a"',
    ],
    [{ ports: [{ containerPort: 0 }] }, 'spec.containers[0].ports[0].containerPort: Required value'],
    [
      {
        ports: [
          { containerPort: 80, hostPort: 8080 },
          { containerPort: 81, hostPort: 8080 },
        ],
      },
      'spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//8080"',
    ],
    [{ env: [{ name: '' }] }, 'spec.containers[0].env[0].name: Required value'],
    [
      { env: [{ name: 'a', valueFrom: {} }] },
      'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    ],
    [
      { env: [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'spec.nope' } } }] },
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nope": error converting fieldPath: field label not supported: spec.nope',
    ],
    [
      { env: [{ name: 'a', value: 'b', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] },
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
    [{ envFrom: [{}] }, 'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`'],
    [
      { resources: { requests: { foo: '1' } } },
      'spec.containers[0].resources.requests[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
    ],
    [
      { resources: { requests: { 'example.com/gpu': '1' } } },
      'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
    ],
    [
      { resources: { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } } },
      'spec.containers[0].resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2',
    ],
    [
      { readinessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } },
      'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    ],
    [{ readinessProbe: { httpGet: { port: 0 } } }, 'spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    [{ readinessProbe: { exec: {} } }, 'spec.containers[0].readinessProbe.exec.command: Required value'],
    [
      { startupProbe: { tcpSocket: { port: 80 }, failureThreshold: -1 } },
      'spec.containers[0].startupProbe.failureThreshold: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      { lifecycle: { preStop: { sleep: { seconds: 60 } } } },
      'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 60: must be non-negative and less than terminationGracePeriodSeconds (30)',
    ],
    [
      { terminationMessagePolicy: 'Never' },
      'spec.containers[0].terminationMessagePolicy: Unsupported value: "Never": supported values: "File", "FallbackToLogsOnError"',
    ],
    [{ securityContext: { runAsUser: -1 } }, 'spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive'],
    [{ image: ' x' }, 'spec.containers[0].image: Invalid value: " x": must not have leading or trailing whitespace'],
    [{ restartPolicy: 'Sometimes' }, 'spec.containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"'],
  ])('%j', (more, message) => expect(causes(container(more))).toContain(message));

  it('start with init containers, of which only sidecars are probed', () => {
    const init = (more: object): unknown => pod('p', { initContainers: [{ name: 'i', image: 'x', ...more }] });
    const probe = { readinessProbe: { tcpSocket: { port: 80 } } };
    expect(causes(init(probe))).toEqual(['spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always']);
    expect(causes(init({ ...probe, restartPolicy: 'Always' }))).toEqual([]);
    expect(causes(init({ name: 'c' }))).toEqual(['spec.initContainers[0].name: Duplicate value: "c"']);
  });
});

describe('Pods', () => {
  it.each([
    [{ restartPolicy: 'X' }, 'spec.restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never"'],
    [{ dnsPolicy: 'X' }, 'spec.dnsPolicy: Unsupported value: "X": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"'],
    [{ dnsPolicy: 'None' }, 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    [{ activeDeadlineSeconds: 0 }, 'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    [
      { tolerations: [{ value: 'x' }] },
      'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    [
      { tolerations: [{ key: 'a', effect: 'Never', operator: 'Exists' }] },
      'spec.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
    [
      { tolerations: [{ key: 'a', operator: 'Exists', tolerationSeconds: 5 }] },
      'spec.tolerations[0].effect: Invalid value: "": effect must be \'NoExecute\' when `tolerationSeconds` is set',
    ],
    [
      { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } },
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
    ],
    [
      { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } } },
      'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty',
    ],
    [
      { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { topologyKey: 'a' } }] } } },
      'spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
    ],
    [
      { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
    ],
    [
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'X' }] },
      'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "X": supported values: "DoNotSchedule", "ScheduleAnyway"',
    ],
    [{ volumes: [{ name: 'v', emptyDir: {}, configMap: { name: 'c' } }] }, 'spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type'],
    [{ volumes: [{ name: 'v', persistentVolumeClaim: {} }] }, 'spec.volumes[0].persistentVolumeClaim.claimName: Required value'],
    [{ volumes: [{ name: 'v' }, { name: 'v' }] }, 'spec.volumes[1].name: Duplicate value: "v"'],
    [{ schedulingGates: [{ name: 'a' }], nodeName: 'n' }, 'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    [{ hostname: 'A' }, `spec.hostname: Invalid value: "A": ${LABEL}`],
  ])('%j', (spec, message) => expect(causes(pod('p', spec))).toContain(message));

  it('let their images be changed and not much else', () => {
    const change = (spec: object): readonly string[] =>
      changed(pod('p', { activeDeadlineSeconds: 10, tolerations: [{ key: 'a', operator: 'Exists' }] }), (stored) => ({
        ...stored,
        spec: { ...(stored.spec as object), ...spec },
      }));
    expect(change({ containers: [{ name: 'c', image: 'x:2' }] })).toEqual([]);
    expect(
      change({
        containers: [
          { name: 'c', image: 'x:1' },
          { name: 'd', image: 'x:1' },
        ],
      }),
    ).toEqual(['spec.containers: Forbidden: pod updates may not add or remove containers']);
    expect(change({ activeDeadlineSeconds: 20 })).toEqual(['spec.activeDeadlineSeconds: Invalid value: 20: must be less than or equal to previous value']);
    expect(change({ tolerations: [] })).toEqual(['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds']);
    const [difference] = change({ serviceAccountName: 'other' });
    expect(difference).toMatch(/^spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,.*\n@@ /);
    expect(difference).toContain('- "ServiceAccountName": "",\n+ "ServiceAccountName": "other",\n');
  });
});

describe('workloads', () => {
  it.each([
    [
      { strategy: { type: 'BlueGreen' } },
      'spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
    [
      { strategy: { rollingUpdate: { maxSurge: '10' } } },
      "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"10\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ],
    [{ progressDeadlineSeconds: 0 }, 'spec.progressDeadlineSeconds: Invalid value: 0: must be greater than minReadySeconds'],
    [{ selector: { matchLabels: { app: 'bad value' } } }, 'spec.selector: Invalid value: {"matchLabels":{"app":"bad value"}}: invalid label selector'],
    [{ template: template({ restartPolicy: 'OnFailure' }) }, 'spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"'],
    [
      { template: template({ activeDeadlineSeconds: 5 }) },
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
    ],
  ])('a Deployment with %j', (spec, message) => expect(causes(deployment('web', spec))).toContain(message));

  it('keep their selectors, and a StatefulSet most of itself', () => {
    expect(
      changed(deployment('web'), (stored) => ({ ...stored, spec: { ...(stored.spec as object), selector: { matchLabels: { app: 'web', b: 'c' } } } })),
    ).toContain('spec.selector: Invalid value: {"matchLabels":{"app":"web","b":"c"}}: field is immutable');
    const set = object('apps/v1', 'StatefulSet', { serviceName: 'db', selector: { matchLabels: { app: 'web' } }, template: template() });
    expect(changed(set, (stored) => ({ ...stored, spec: { ...(stored.spec as object), replicas: 5, minReadySeconds: 3 } }))).toEqual([]);
    expect(changed(set, (stored) => ({ ...stored, spec: { ...(stored.spec as object), serviceName: 'other' } }))).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
  });

  it("mount the volumes of a StatefulSet's claims", () => {
    const spec = {
      selector: { matchLabels: { app: 'web' } },
      template: template({ containers: [{ name: 'c', image: 'x', volumeMounts: [{ name: 'data', mountPath: '/d' }] }] }),
    };
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
    expect(causes(object('apps/v1', 'StatefulSet', { ...spec, volumeClaimTemplates: [claim] }))).toEqual([]);
    expect(causes(object('apps/v1', 'StatefulSet', spec))).toEqual(['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"']);
    expect(causes(object('apps/v1', 'StatefulSet', { ...spec, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] }))).toEqual([
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ]);
  });

  it('warn of what is valid and unwise', () => {
    const warnings: string[] = [];
    create(
      cluster(),
      deployment('my.web', {
        template: template({ terminationGracePeriodSeconds: -1, containers: [{ name: 'c', image: 'x', env: [{ name: 'A' }, { name: 'A' }] }] }),
      }),
      { warn: (warning) => warnings.push(warning) },
    );
    expect(warnings).toEqual([
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
      'spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
      'spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ]);
  });
});

describe('the other kinds', () => {
  const service = (spec: object): unknown => object('v1', 'Service', { ports: [{ port: 80 }], ...spec });
  const autoscaler = (spec: object): unknown =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', { maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'w' }, ...spec });
  it.each([
    [service({ type: 'ExternalName' }), 'spec.externalName: Required value'],
    [service({ sessionAffinity: 'Node' }), 'spec.sessionAffinity: Unsupported value: "Node": supported values: "ClientIP", "None"'],
    [
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'b' },
        ],
      }),
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    ],
    [service({ ports: [{ port: 80, nodePort: 30000 }] }), "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    [
      service({ ports: [{ port: 80, targetPort: 'no_good' }] }),
      'spec.ports[0].targetPort: Invalid value: "no_good": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    ],
    [
      autoscaler({ metrics: [{ type: 'Pods', pods: { metric: { name: 'q' }, target: { type: 'AverageValue' } } }] }),
      'spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue',
    ],
    [
      autoscaler({
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
            pods: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '1' } },
          },
        ],
      }),
      'spec.metrics[0].pods: Forbidden: must populate the given metric source only',
    ],
    [autoscaler({ behavior: { scaleUp: { policies: [] } } }), 'spec.behavior.scaleUp.policies: Required value: must specify at least one Policy'],
    [autoscaler({ maxReplicas: -1 }), 'spec.maxReplicas: Invalid value: -1: must be greater than or equal to 1'],
    [
      object('policy/v1', 'PodDisruptionBudget', { maxUnavailable: 'some' }),
      "spec.maxUnavailable: Invalid value: \"some\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ],
    [
      object('v1', 'Node', { taints: [{ key: 'a', effect: 'X' }] }),
      'metadata.taints[0].effect: Unsupported value: "X": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
    [object('v1', 'ResourceQuota', { hard: { foo: '1' } }), 'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota'],
    [
      object('v1', 'LimitRange', { limits: [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }] }),
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
    ],
    [
      object('v1', 'PersistentVolumeClaim', { accessModes: ['X'], resources: { requests: { storage: '0' } } }),
      'spec.accessModes: Unsupported value: "X": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    ],
    [
      object('scheduling.k8s.io/v1', 'PriorityClass', {}, { spec: undefined, metadata: { name: 'system-mine' }, value: 5 }),
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    ],
    [
      object('v1', 'ConfigMap', {}, { spec: undefined, data: { 'a b': 'x' } }),
      "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
    [
      object('discovery.k8s.io/v1', 'EndpointSlice', {}, { spec: undefined, addressType: 'IPv4', endpoints: [{ addresses: ['127.0.0.1'] }], ports: [] }),
      'endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
  ])('%#', (manifest, message) => expect(causes(manifest)).toContain(message));

  it('have metadata', () => {
    expect(causes({ ...(deployment('x') as object), metadata: { name: 'x', annotations: { 'a/b/c': '' } } })[0]).toMatch(
      /^metadata\.annotations: Invalid value: "a\/b\/c": a valid label key must consist of/,
    );
    expect(causes({ ...(deployment('x') as object), metadata: { name: 'x', finalizers: ['orphan', 'foregroundDeletion'] } })).toEqual([
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ]);
    expect(refusal(() => create(cluster(), { ...(deployment('x') as object), metadata: {} }))).toBe(
      'Deployment.apps "" is invalid: metadata.name: Required value: name or generateName is required',
    );
  });

  it("may not change what is fixed: a claim, a priority, a Service's address", () => {
    const claim = object('v1', 'PersistentVolumeClaim', { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } });
    const [difference] = changed(claim, (stored) => ({ ...stored, spec: { ...(stored.spec as object), accessModes: ['ReadWriteMany'] } }));
    expect(difference).toContain(
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ -1,6 +1,6 @@\n {\n  "AccessModes": [\n-  "ReadWriteOnce"\n+  "ReadWriteMany"\n',
    );
    const priority = object('scheduling.k8s.io/v1', 'PriorityClass', {}, { spec: undefined, value: 5 });
    expect(changed(priority, (stored) => ({ ...stored, value: 6 }))).toEqual(['value: Forbidden: may not be changed in an update.']);
    expect(changed(service({}), (stored) => ({ ...stored, spec: { ...(stored.spec as object), clusterIP: '10.96.9.9', clusterIPs: ['10.96.9.9'] } }))).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set',
    ]);
  });
});
