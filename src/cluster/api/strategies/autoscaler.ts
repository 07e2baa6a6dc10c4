import type { HorizontalPodAutoscaler, ScalingRules } from '../../../kube/autoscaling.ts';
import { type Plain, fill, within } from '../defaults.ts';
import type { Strategy } from '../strategy.ts';
import { autoscaler, autoscalerUpdate } from '../validation/autoscaling.ts';

/** Models pkg/apis/autoscaling/v2/defaults.go. The window of scaling down has no default here: the controller has one. */
const UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const DOWN: ScalingRules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };
const CPU: HorizontalPodAutoscaler['spec']['metrics'] = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

export const autoscalerStrategy: Strategy = {
  table: 'horizontalpodautoscalers',
  hasGeneration: false,
  validate: autoscaler,
  validateUpdate: autoscalerUpdate,
  applyDefaults: (object) =>
    within(fill(object, { spec: {} }), 'spec', (given: Plain) => {
      let spec = fill(given, { minReplicas: 1, maxReplicas: 0 });
      if (!(spec['metrics'] as unknown[] | undefined)?.length) spec = { ...spec, metrics: CPU };
      return within(spec, 'behavior', (behavior: Plain) => {
        const filled = fill(behavior, { scaleUp: UP, scaleDown: DOWN });
        return within(
          within(filled, 'scaleUp', (rules: Plain) => fill(rules, UP as Plain)),
          'scaleDown',
          (rules: Plain) => fill(rules, DOWN as Plain),
        );
      });
    }),
  prepareForCreate: (object) => ({ ...object, status: { desiredReplicas: 0, currentMetrics: null } satisfies HorizontalPodAutoscaler['status'] }),
};
