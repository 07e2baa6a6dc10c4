import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/meta.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import { cluster, create, deployment, pod, refusal, update } from './helpers.ts';

describe('defaults and generations', () => {
  it('fills in a Deployment as v1.36 does', () => {
    const stored = create(cluster(), deployment('web', { replicas: undefined }));
    expect(stored.spec).toEqual({
      replicas: 1,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'c',
              image: 'x:1',
              imagePullPolicy: 'IfNotPresent',
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      },
    });
    expect(stored.status).toEqual({});
  });

  it('counts changes of the specification and of annotations, and never those of the status', () => {
    const into = cluster();
    const first = create(into, deployment('web'));
    const scaled = update(into, { ...first, spec: { ...(first.spec as object), replicas: 5 } });
    const same = update(into, { ...scaled });
    const annotated = update(into, { ...same, metadata: { ...same.metadata, annotations: { a: 'b' } } });
    const labelled = update(into, { ...annotated, metadata: { ...annotated.metadata, labels: { a: 'b' } } });
    const status = into.decide('x', 0, undefined, () => into.server.updateStatus({ ...labelled, status: { replicas: 5 } }));
    expect([first, scaled, same, annotated, labelled, status].map((object) => object.metadata.generation)).toEqual([1, 2, 2, 3, 3, 3]);
    expect(same.metadata.resourceVersion).toBe(scaled.metadata.resourceVersion);
  });

  it('gives a Pod its tolerations, priority and quality of service, and generation 1 that binding does not change', () => {
    const into = cluster();
    const stored = create(
      into,
      pod('p', { containers: [{ name: 'c', image: 'x', resources: { limits: { cpu: '1', memory: '1Gi' } } }] }),
    ) as KubeObject as unknown as Pod;
    expect(stored.spec.tolerations?.map((one) => [one.key, one.tolerationSeconds])).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ]);
    expect(stored.spec).toMatchObject({
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      enableServiceLinks: true,
      containers: [{ imagePullPolicy: 'Always', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
    });
    expect(stored.status).toEqual({ phase: 'Pending', qosClass: 'Guaranteed' });
    const bound = update(into, { ...stored, spec: { ...stored.spec, nodeName: 'n1' } }, { trusted: true });
    expect(bound.metadata.generation).toBe(1);
    const other = update(into, { ...bound, spec: { ...(bound.spec as object), activeDeadlineSeconds: 5 } }, { trusted: true });
    expect(other.metadata.generation).toBe(2);
  });

  it('lets Pods of one template share their specification', () => {
    const into = cluster();
    const spec = { containers: [{ name: 'c', image: 'x:1' }] };
    const made = [1, 2].map((n) =>
      create(
        into,
        { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'web-', namespace: 'default', labels: { n: String(n) } }, spec },
        { trusted: true },
      ),
    );
    expect(made[0]?.spec).toBe(made[1]?.spec);
  });

  it('gives StatefulSets, DaemonSets, claims, budgets and autoscalers theirs', () => {
    const into = cluster();
    const spec = { selector: { matchLabels: { app: 'web' } }, template: (deployment('x') as { spec: { template: unknown } }).spec.template };
    const set = create(into, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        ...spec,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } },
        volumeClaimTemplates: [{ metadata: { name: 'v' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
      },
    });
    expect(set.spec).toMatchObject({
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
    expect(set.spec).not.toHaveProperty('updateStrategy.rollingUpdate.maxUnavailable');
    expect(set.spec).toMatchObject({
      volumeClaimTemplates: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } }],
    });
    const daemon = create(into, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'a' }, spec });
    expect(daemon.spec).toMatchObject({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
    const hpa = create(into, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        maxReplicas: 5,
        behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
      },
    });
    expect(hpa.spec).toMatchObject({
      minReplicas: 1,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [
            { type: 'Pods', value: 4 },
            { type: 'Percent', value: 100 },
          ],
        },
        scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
      },
    });
    expect(hpa.metadata.generation).toBeUndefined();
  });
});

describe('Services', () => {
  const service = (spec: object, name = 's'): unknown => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port: 80 }], selector: { app: 'web' }, ...spec },
  });

  it('get an address of their own, and keep it', () => {
    const into = cluster();
    const first = create(into, service({}));
    const dry = create(into, service({}, 'dry'), { dryRun: true });
    const second = create(into, service({}, 't'));
    const address = (object: KubeObject): string => (object.spec as { clusterIP: string }).clusterIP;
    expect(first.spec).toMatchObject({
      type: 'ClusterIP',
      clusterIPs: [address(first)],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
    expect(address(second)).not.toBe(address(first));
    expect(address(dry)).toBe(address(second));
    const again = update(into, { ...(service({ ports: [{ port: 81 }] }) as object), metadata: first.metadata });
    expect(address(again)).toBe(address(first));
    expect(refusal(() => create(into, service({ clusterIP: address(first) }, 'u')))).toBe(
      `Service "u" is invalid: spec.clusterIPs: Invalid value: ["${address(first)}"]: failed to allocate IP ${address(first)}: provided IP is already allocated`,
    );
  });

  it('are headless, or get ports of the Nodes', () => {
    const into = cluster();
    expect(create(into, service({ clusterIP: 'None' })).spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] });
    const exposed = create(
      into,
      service(
        {
          type: 'NodePort',
          ports: [
            { port: 80, name: 'a', nodePort: 30080 },
            { port: 81, name: 'b' },
          ],
        },
        'n',
      ),
    );
    expect(exposed.spec).toMatchObject({ externalTrafficPolicy: 'Cluster', ports: [{ nodePort: 30080 }, { port: 81 }] });
    const { ports } = exposed.spec as { ports: { nodePort: number }[] };
    expect(ports[1]?.nodePort).toBeGreaterThanOrEqual(30000);
    expect(refusal(() => create(into, service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }, 'm')))).toContain(
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    );
    expect(refusal(() => create(into, service({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }, 'm')))).toContain(
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
  });
});
