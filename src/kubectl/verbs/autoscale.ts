import { apiVersionOf, groupVersion } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, SAVE_CONFIG_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import type { Info } from '../resources/info.ts';
import { forEach, select } from '../resources/select.ts';
import { type Generated, createGenerated } from './generate.ts';

const SCALABLE = ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'];

export const autoscale: Verb = {
  path: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  writes: true,
  required: ['max'],
  flags: [
    flag(
      'cpu',
      '',
      'string',
      'Target CPU utilization over all the pods. When specified as a percentage (e.g."70%" for 70% of requested CPU) it will target average utilization. When specified as quantity (e.g."500m" for 500 milliCPU) it will target average value. Value without units is treated as a quantity with miliCPU being the unit (e.g."500" is "500m").',
      { hidden: true },
    ),
    flag(
      'cpu-percent',
      '',
      'int',
      "The target average CPU utilization (represented as a percent of requested CPU) over all the pods. If it's not specified or negative, a default autoscaling policy will be used.",
      { value: '-1' },
    ),
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-autoscale'),
    ...filenameFlags('identifying the resource to autoscale.'),
    flag('max', '', 'int', 'The upper limit for the number of pods that can be set by the autoscaler. Required.', { value: '-1' }),
    flag('memory', '', 'string', 'Target memory utilization over all the pods.', { hidden: true }),
    flag(
      'min',
      '',
      'int',
      "The lower limit for the number of pods that can be set by the autoscaler. If it's not specified or negative, the server will apply a default value.",
      { value: '-1' },
    ),
    flag('name', '', 'string', 'The name for the newly created object. If not specified, the name of the input resource will be used.'),
    ...PRINT_FLAGS,
    { ...RECORD_FLAG, hidden: true },
    SAVE_CONFIG_FLAG,
  ],
  run(call) {
    const { flags } = call;
    const [min, max] = [flags.int('min'), flags.int('max')];
    if (max < 1) fail(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) fail(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    const found = select(call, { labelSelector: '' });
    if (!found.infos.length && !found.errors.length) fail('no objects passed to autoscale');
    forEach(found, (info) => {
      const { resource } = info;
      if (!SCALABLE.includes(resource.plural))
        fail(
          `cannot autoscale a ${resource.kind}: could not find scale subresource for ${groupVersion(resource)}, Resource=${resource.plural} in discovery information`,
        );
      createGenerated(call, autoscalerFor(call, info), call.dryRun === 'client' ? 'created' : 'autoscaled');
    });
  },
};

/** `70%` is a share of the request, `500m` an amount of a Pod. */
function target(text: string, plainUnit: string): object {
  const percent = /^(\d+)%$/.exec(text);
  return percent
    ? { type: 'Utilization', averageUtilization: Number(percent[1]) }
    : { type: 'AverageValue', averageValue: /^\d+$/.test(text) ? text + plainUnit : text };
}

function autoscalerFor(call: Call, { resource, name }: Info): Generated {
  const { flags } = call;
  const metadata = { name: flags.text('name') || name, namespace: call.namespace };
  const scaleTargetRef = { apiVersion: apiVersionOf(resource), kind: resource.kind, name };
  const limits = { maxReplicas: flags.int('max'), ...(flags.int('min') > 0 ? { minReplicas: flags.int('min') } : {}) };
  const metrics = [
    ...(flags.text('cpu') ? [{ type: 'Resource', resource: { name: 'cpu', target: target(flags.text('cpu'), 'm') } }] : []),
    ...(flags.text('memory') ? [{ type: 'Resource', resource: { name: 'memory', target: target(flags.text('memory'), 'Mi') } }] : []),
  ];
  if (metrics.length) return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: { ...limits, metrics, scaleTargetRef } };
  const percent = flags.int('cpu-percent');
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { ...limits, scaleTargetRef, ...(percent >= 0 ? { targetCPUUtilizationPercentage: percent } : {}) },
  };
}
