import { describe, expect, it } from 'vitest';
import type { HorizontalPodAutoscaler, MetricSpec } from '../../../src/kube/autoscaling.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { AutoscalerCluster } from './fixtures.ts';

type Behavior = NonNullable<HorizontalPodAutoscaler['spec']['behavior']>;
const cluster = (): AutoscalerCluster => new AutoscalerCluster();
/** A Deployment `web` with so many Pods, an autoscaler at 50% of their 1 CPU, and a load. */
const web = (replicas: number, cpu: string, spec: Partial<HorizontalPodAutoscaler['spec']> = {}): AutoscalerCluster =>
  cluster().target(replicas).pods(replicas).autoscaler(spec).cpu(cpu);
const external = (target: Partial<MetricSpec['external'] & object>['target'], selector?: { matchLabels: Record<string, string> }): readonly MetricSpec[] => [
  { type: 'External', external: { metric: { name: 'queue', ...(selector ? { selector } : {}) }, target: target as NonNullable<typeof target> } },
];

describe('the rhythm', () => {
  it('first looks 15 s after the autoscaler came, and then every 15 s, whatever changes in between', () => {
    const autoscaler = web(2, '1500m').advance(14);
    expect(autoscaler.replicas()).toBe(2);
    autoscaler.advance(1);
    expect(autoscaler.replicas()).toBe(3);
    autoscaler.target(5, { name: 'other' }).pods(3).cpu('3').advance(7);
    const { metadata, ...rest } = autoscaler.get();
    autoscaler.cluster.decide('test', 0, undefined, () =>
      autoscaler.cluster.server.update({ ...rest, metadata, spec: { ...rest.spec, maxReplicas: 20 } } as unknown as KubeObject),
    );
    autoscaler.advance(7);
    expect(autoscaler.replicas()).toBe(3);
    expect(autoscaler.advance(1).replicas()).toBe(6);
  });

  it('forgets a deleted autoscaler only when its time has come', () => {
    const autoscaler = web(4, '2').advance(15);
    expect(autoscaler.decision().outcome).toBe('steady');
    autoscaler.delete('horizontalpodautoscalers', 'web').advance(1);
    expect(autoscaler.decision()).toBeUndefined();
    autoscaler.cpu('100m').autoscaler().advance(14);
    // The recommendation of 4 from before still holds.
    expect(autoscaler.conditions()['AbleToScale']).toContain('ScaleDownStabilized');
    autoscaler
      .delete('horizontalpodautoscalers', 'web')
      .advance(20)
      .autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } })
      .advance(15);
    expect(autoscaler.replicas()).toBe(1);
    expect(autoscaler.cluster.pending).toHaveLength(1);
  });

  it('gives a copy of the cluster the same future', () => {
    const original = web(2, '1500m').advance(15).pods(3);
    const copy = original.cluster.copy();
    original.advance(300);
    copy.runUntil(original.cluster.now);
    expect(copy.log.entries).toEqual(original.cluster.log.entries);
  });
});

describe('scaling', () => {
  it('writes the replicas, the status, every condition and an event', () => {
    const autoscaler = web(2, '1500m').advance(15);
    expect(autoscaler.replicas()).toBe(3);
    expect(autoscaler.get().status).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 3,
      lastScaleTime: '2026-01-05T00:00:15Z',
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 75, averageValue: '750m' } } }],
    });
    expect(autoscaler.conditions()).toEqual({
      AbleToScale: 'True/SucceededRescale: the HPA controller was able to update the target scale to 3',
      ScalingActive: 'True/ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      ScalingLimited: 'False/DesiredWithinRange: the desired count is within the acceptable range',
    });
    expect(autoscaler.events()).toEqual(['Normal SuccessfulRescale: New size: 3; reason: cpu resource utilization (percentage of request) above target']);
  });

  it('gives its reasons station by station', () => {
    const autoscaler = web(2, '9').advance(15);
    const entry = autoscaler.cluster.log.entries.at(-1);
    expect(entry?.by).toBe('horizontal-pod-autoscaler');
    expect(entry?.reason).toMatchObject({
      rule: 'hpa/scale-up',
      values: { target: 'Deployment/web', metric: 'cpu', usage: '450%', goal: '50%', ratio: 9, from: 2, to: 4, recommended: 18, stabilized: 18 },
    });
    expect(entry?.also).toEqual([{ rule: 'hpa/limited', values: { stabilized: 18, to: 4, condition: 'ScaleUpLimit', rateLimit: 4, min: 1, max: 10 } }]);
    expect(autoscaler.decision()).toMatchObject({
      outcome: 'scaled',
      recommended: 18,
      stabilized: 18,
      limit: 'ScaleUpLimit',
      rateLimit: 4,
      desired: 4,
      metrics: [{ name: 'cpu', current: '450%', target: '50%', pods: { ready: 2, unready: 0, missing: 0, ignored: 0 } }],
    });
  });

  it('explains a round that changes nothing, and keeps the log short', () => {
    const autoscaler = web(4, '2').advance(60);
    expect(autoscaler.decision()).toMatchObject({ outcome: 'steady', recommended: 4, desired: 4, stabilization: 'ReadyForNewScale' });
    const { length } = autoscaler.cluster.log;
    expect(autoscaler.advance(600).cluster.log.length).toBe(length);
    autoscaler.cpu('100m').advance(15);
    expect(autoscaler.replicas()).toBe(4);
    expect(autoscaler.decision()).toMatchObject({ outcome: 'steady', recommended: 1, stabilized: 4, desired: 4 });
    expect(autoscaler.conditions()['AbleToScale']).toBe(
      'True/ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
    );
  });

  it('goes down when five minutes have asked for less', () => {
    const autoscaler = web(4, '2').advance(15).cpu('100m');
    expect(autoscaler.advance(285).replicas()).toBe(4);
    expect(autoscaler.advance(15).replicas()).toBe(1);
    expect(autoscaler.events()).toEqual(['Normal SuccessfulRescale: New size: 1; reason: All metrics below target']);
    expect(autoscaler.conditions()['ScalingLimited']).toBe('False/DesiredWithinRange: the desired count is within the acceptable range');
  });

  it('brings replicas within bounds without asking any metric', () => {
    const above = web(12, '1').advance(15);
    expect([above.replicas(), above.events()]).toEqual([
      10,
      ['Normal SuccessfulRescale: New size: 10; reason: Current number of replicas above Spec.MaxReplicas'],
    ]);
    expect(above.get().status.currentMetrics).toBeNull();
    const below = web(1, '1', { minReplicas: 3 }).advance(15);
    expect([below.replicas(), below.events()]).toEqual([
      3,
      ['Normal SuccessfulRescale: New size: 3; reason: Current number of replicas below Spec.MinReplicas'],
    ]);
    expect(below.cluster.log.entries.at(-1)?.reason).toEqual({
      rule: 'hpa/out-of-bounds',
      values: { target: 'Deployment/web', from: 1, to: 3, min: 3, max: 10 },
    });
  });

  it('leaves a target alone that somebody has set to zero', () => {
    const autoscaler = cluster().target(0).autoscaler().advance(15);
    expect(autoscaler.replicas()).toBe(0);
    expect(autoscaler.conditions()).toEqual({
      AbleToScale: "True/SucceededGetScale: the HPA controller was able to get the target's current scale",
      ScalingActive: 'False/ScalingDisabled: scaling is disabled since the replica count of the target is zero',
    });
    expect(autoscaler.decision().outcome).toBe('disabled');
  });

  it('obeys a behaviour over several rounds', () => {
    const behavior: Behavior = {
      scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 30 }] },
      scaleDown: { stabilizationWindowSeconds: 30, policies: [{ type: 'Percent', value: 50, periodSeconds: 30 }] },
    };
    const autoscaler = web(2, '6', { behavior, maxReplicas: 12 });
    const sizes = (rounds: number): readonly number[] =>
      Array.from({ length: rounds }, () => {
        autoscaler.advance(15);
        autoscaler.pods(autoscaler.replicas());
        return autoscaler.replicas();
      });
    expect(sizes(7)).toEqual([4, 4, 6, 6, 8, 8, 10]);
    autoscaler.cpu('100m');
    expect(sizes(6)).toEqual([10, 5, 5, 2, 2, 1]);
  });

  it('takes its own tolerance from the behaviour', () => {
    const tolerant = (tolerance: string): number =>
      web(4, '2160m', { behavior: { scaleUp: { tolerance } } })
        .advance(15)
        .replicas();
    expect([tolerant('0.1'), tolerant('50m')]).toEqual([4, 5]);
  });

  it('scales ReplicaSets, StatefulSets and ReplicationControllers', () => {
    for (const [kind, apiVersion, table] of [
      ['ReplicaSet', 'apps/v1', 'replicasets'],
      ['StatefulSet', 'apps/v1', 'statefulsets'],
      ['ReplicationController', 'v1', 'replicationcontrollers'],
    ] as const) {
      const autoscaler = cluster()
        .target(2, { kind })
        .pods(2)
        .autoscaler({ scaleTargetRef: { apiVersion, kind, name: 'web' } })
        .cpu('1500m')
        .advance(15);
      expect((autoscaler.cluster.store.get(table, 'default/web') as KubeObject).spec).toMatchObject({ replicas: 3 });
    }
  });
});

describe('metrics', () => {
  const MESSAGE = 'did not receive metrics for targeted pods (pods might be unready)';
  const failed = (condition: string | undefined): string => (condition ?? '').replace('the HPA was unable to compute the replica count: ', '');

  it('says to the letter why CPU has no answer', () => {
    const autoscaler = cluster().target(2).pods(2, { startedMs: 0, sinceMs: 2000 }).autoscaler().cpu('1').advance(15);
    expect(autoscaler.events()).toEqual([
      `Warning FailedGetResourceMetric: failed to get cpu utilization: ${MESSAGE}`,
      `Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: ${MESSAGE}`,
    ]);
    expect(autoscaler.conditions()['ScalingActive']).toBe(
      `False/FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: ${MESSAGE}`,
    );
    expect(autoscaler.get().status).toMatchObject({ currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: '' }] });
    expect(autoscaler.decision()).toMatchObject({
      outcome: 'failed',
      metrics: [{ name: 'cpu', target: '50%', error: `failed to get cpu utilization: ${MESSAGE}` }],
    });
    // Ready for a whole window by then.
    expect(autoscaler.advance(15).conditions()['ScalingActive']).toContain('True/ValidMetricFound');
  });

  it('of a resource can be a plain average', () => {
    const metrics: readonly MetricSpec[] = [{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } }];
    const autoscaler = cluster()
      .target(2)
      .pods(2)
      .autoscaler({ metrics })
      .load({ loads: [{ selector: { app: 'web' }, memory: '150Mi', perPod: true }] })
      .advance(15);
    expect(autoscaler.replicas()).toBe(3);
    expect(autoscaler.get().status.currentMetrics).toEqual([{ type: 'Resource', resource: { name: 'memory', current: { averageValue: '150Mi' } } }]);
    expect(autoscaler.events()).toEqual(['Normal SuccessfulRescale: New size: 3; reason: memory resource above target']);
  });

  it('of one container', () => {
    const metrics: readonly MetricSpec[] = [
      { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'container2', target: { type: 'Utilization', averageUtilization: 50 } } },
    ];
    const autoscaler = cluster()
      .target(2)
      .pods(2, { cpu: ['1', '500m'] })
      .autoscaler({ metrics })
      .load({
        loads: [
          { selector: { app: 'web' }, cpu: '4' },
          { selector: { app: 'web' }, cpu: '1', container: 'container2' },
        ],
      })
      .advance(15);
    expect(autoscaler.get().status.currentMetrics).toEqual([
      { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'container2', current: { averageUtilization: 100, averageValue: '500m' } } },
    ]);
    expect(autoscaler.events()).toEqual([
      'Normal SuccessfulRescale: New size: 4; reason: cpu container resource utilization (percentage of request) above target',
    ]);
    const none = cluster().target(2).pods(2).autoscaler({ metrics }).cpu('1').advance(15);
    expect(failed(none.conditions()['ScalingActive'])).toBe(`False/FailedGetContainerResourceMetric: failed to get cpu utilization: ${MESSAGE}`);
  });

  it('of each Pod', () => {
    const metrics: readonly MetricSpec[] = [{ type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '100' } } }];
    const autoscaler = cluster()
      .target(2)
      .pods(2)
      .autoscaler({ metrics })
      .load({ custom: { rps: 310 } })
      .advance(15);
    expect(autoscaler.get().status.currentMetrics).toEqual([{ type: 'Pods', pods: { metric: { name: 'rps' }, current: { averageValue: '155' } } }]);
    expect(autoscaler.events()).toEqual(['Normal SuccessfulRescale: New size: 4; reason: pods metric rps above target']);
    const unknown = cluster().target(2).pods(2).autoscaler({ metrics }).load({}).advance(15);
    expect(failed(unknown.conditions()['ScalingActive'])).toBe(
      'False/FailedGetPodsMetric: unable to get metric rps: unable to fetch metrics from custom metrics API: the server could not find the metric rps for pods',
    );
  });

  it('of an object, whole and for each replica', () => {
    const describedObject = { apiVersion: 'v1', kind: 'Service', name: 'front' };
    const metric = (target: MetricSpec['object'] & object extends { target: infer T } ? T : never): readonly MetricSpec[] => [
      { type: 'Object', object: { metric: { name: 'rps' }, describedObject, target } },
    ];
    const objects = [{ kind: 'Service', name: 'front', metric: 'rps', value: 500 }];
    const whole = cluster()
      .target(3)
      .pods(3)
      .autoscaler({ metrics: metric({ type: 'Value', value: '200' }) })
      .load({ objects })
      .advance(15);
    expect(whole.events()).toEqual(['Normal SuccessfulRescale: New size: 6; reason: Service metric rps above target']);
    const perPod = cluster()
      .target(3)
      .pods(3)
      .autoscaler({ metrics: metric({ type: 'AverageValue', averageValue: '100' }) })
      .load({ objects })
      .advance(15);
    expect(perPod.events()).toEqual(['Normal SuccessfulRescale: New size: 5; reason: external metric rps(nil) above target']);
    expect(perPod.get().status.currentMetrics).toEqual([
      { type: 'Object', object: { metric: { name: 'rps' }, describedObject, current: { averageValue: '166667m' } } },
    ]);
    const unknown = cluster()
      .target(3)
      .pods(3)
      .autoscaler({ metrics: metric({ type: 'Value', value: '200' }) })
      .load({})
      .advance(15);
    expect(failed(unknown.conditions()['ScalingActive'])).toBe(
      'False/FailedGetObjectMetric: unable to get metric rps: Service on default front/unable to fetch metrics from custom metrics API: the server could not find the metric rps for services front',
    );
  });

  it('from outside, whole and for each replica', () => {
    const perPod = cluster()
      .target(1)
      .pods(1)
      .autoscaler({ metrics: external({ type: 'AverageValue', averageValue: '30' }, { matchLabels: { queue: 'work', app: 'web' } }) })
      .load({ external: { queue: 200 } })
      .advance(15);
    expect(perPod.events()).toEqual([
      'Normal SuccessfulRescale: New size: 4; reason: external metric queue(&LabelSelector{MatchLabels:map[string]string{app: web,queue: work,},MatchExpressions:[]LabelSelectorRequirement{},}) above target',
    ]);
    const whole = cluster()
      .target(2)
      .pods(2)
      .autoscaler({ metrics: external({ type: 'Value', value: '100' }) })
      .load({ external: { queue: 150 } })
      .advance(15);
    expect([whole.replicas(), whole.get().status.currentMetrics]).toEqual([
      3,
      [{ type: 'External', external: { metric: { name: 'queue' }, current: { value: '150' } } }],
    ]);
    const unknown = cluster()
      .target(2)
      .pods(2)
      .autoscaler({ metrics: external({ type: 'Value', value: '100' }) })
      .load({})
      .advance(15);
    expect(unknown.events().at(-1)).toBe(
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get queue external metric value: failed to get external metric queue: unable to get external metric default/queue/nil: no metrics returned from external metrics API',
    );
  });

  const cpuAndQueue: readonly MetricSpec[] = [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
    ...external({ type: 'AverageValue', averageValue: '30' }),
  ];

  it('several: the one that asks for most wins', () => {
    const loads = [{ selector: { app: 'web' }, cpu: '2' }];
    const autoscaler = cluster()
      .target(2)
      .pods(2)
      .autoscaler({ metrics: cpuAndQueue })
      .load({ loads, external: { queue: 90 } })
      .advance(15);
    expect([autoscaler.replicas(), autoscaler.decision().metric]).toEqual([4, 'cpu resource utilization (percentage of request)']);
    autoscaler
      .load({ loads, external: { queue: 300 } })
      .pods(4)
      .advance(15);
    expect([autoscaler.replicas(), autoscaler.decision().metric]).toEqual([8, 'external metric queue(nil)']);
  });

  it('several, some without an answer: up, but not down', () => {
    const up = cluster().target(2).pods(2).autoscaler({ metrics: cpuAndQueue }).cpu('2').advance(15);
    expect([up.replicas(), up.get().status.currentMetrics]).toEqual([4, [expect.objectContaining({ type: 'Resource' }), { type: '' }]]);
    expect(up.events().map((event) => event.split(':')[0])).toEqual(['Warning FailedGetExternalMetric', 'Normal SuccessfulRescale']);
    const down = cluster()
      .target(4)
      .pods(4)
      .autoscaler({ metrics: cpuAndQueue, behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } })
      .cpu('100m')
      .advance(15);
    expect(down.replicas()).toBe(4);
    expect(down.conditions()['ScalingActive']).toContain('False/FailedGetExternalMetric');
    expect(down.events().at(-1)).toContain('FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 2)');
  });
});

describe('a target that cannot be scaled', () => {
  const refused = (scaleTargetRef: HorizontalPodAutoscaler['spec']['scaleTargetRef']): AutoscalerCluster =>
    cluster().target(2).autoscaler({ scaleTargetRef }).advance(15);
  const table: readonly [HorizontalPodAutoscaler['spec']['scaleTargetRef'], string][] = [
    [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'web' }, 'the server could not find the requested resource'],
    [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' }, 'deployments/scale.apps "other" not found'],
    [{ apiVersion: 'v1', kind: 'ReplicationController', name: 'other' }, 'replicationcontrollers/scale "other" not found'],
    [{ apiVersion: 'example.com/v1', kind: 'Deployment', name: 'web' }, 'no matches for kind "Deployment" in group "example.com"'],
    [{ apiVersion: 'a/b/c', kind: 'Deployment', name: 'web' }, 'unexpected GroupVersion string: a/b/c'],
  ];
  for (const [reference, message] of table)
    it(`${reference.kind} ${reference.name} of ${reference.apiVersion}: ${message}`, () => {
      const autoscaler = refused(reference);
      expect(autoscaler.events()).toEqual([`Warning FailedGetScale: ${message}`]);
      expect(autoscaler.conditions()).toEqual({
        AbleToScale: `False/FailedGetScale: the HPA controller was unable to get the target's current scale: ${message}`,
      });
      expect(autoscaler.decision()).toMatchObject({ outcome: 'failed', error: message });
    });
});

describe('selectors', () => {
  it('that select everything are refused', () => {
    const autoscaler = cluster()
      .create({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 1, selector: {} }, status: { replicas: 1 } })
      .autoscaler()
      .advance(15);
    expect(autoscaler.conditions()['ScalingActive']).toBe("False/InvalidSelector: the HPA target's scale is missing a selector");
    expect(autoscaler.events()).toEqual(['Warning SelectorRequired: selector is required', 'Warning FailedComputeMetricsReplicas: selector is required']);
    expect(autoscaler.get().status.currentMetrics).toBeNull();
  });

  it('of two autoscalers must not meet; the second to look notices first', () => {
    const autoscaler = web(2, '1')
      .autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } }, 'again')
      .advance(15);
    const message = 'pods by selector app=web are controlled by multiple HPAs: [default/again default/web]';
    expect([autoscaler.conditions('web')['ScalingActive'], autoscaler.conditions('again')['ScalingActive']]).toEqual([
      expect.stringContaining('True/ValidMetricFound'),
      `False/AmbiguousSelector: ${message}`,
    ]);
    autoscaler.advance(15);
    expect(autoscaler.conditions('web')['ScalingActive']).toBe(`False/AmbiguousSelector: ${message}`);
    autoscaler.delete('horizontalpodautoscalers', 'again').advance(15);
    expect(autoscaler.conditions('web')['ScalingActive']).toContain('True/ValidMetricFound');
  });

  it('of different applications do not disturb each other', () => {
    const autoscaler = web(2, '1500m').target(2, { name: 'db' }).pods(2, { app: 'db' }, 'db').autoscaler({}, 'db').advance(30);
    expect([autoscaler.replicas('web'), autoscaler.replicas('db')]).toEqual([3, 2]);
    expect(autoscaler.conditions('db')['ScalingActive']).toContain('True/ValidMetricFound');
  });
});
