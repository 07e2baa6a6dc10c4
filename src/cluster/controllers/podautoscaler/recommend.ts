import type { HorizontalPodAutoscaler } from '../../../kube/autoscaling.ts';
import { keyOf } from '../../../kube/meta.ts';
import { type Context, type Outcome, type Step, event } from '../../controller.ts';
import { Metrics } from '../../metrics/metrics.ts';
import { type Rival, rivalsFor } from './ambiguity.ts';
import type { Memory } from './memory.ts';
import { type Recommended, computeMetrics } from './metrics.ts';
import type { PodIndex } from './pods.ts';
import type { Scale } from './scale.ts';
import type { StatusDraft } from './status.ts';

const NOTHING: Recommended = { replicas: undefined, metric: '', winner: undefined, statuses: [], readings: [], failures: [], error: '' };

/** The other autoscalers of the namespace, as far as this controller has looked at them. */
function* rivalsOf(context: Context, autoscaler: HorizontalPodAutoscaler): Generator<Rival> {
  for (const other of context.listers.listIn('horizontalpodautoscalers', autoscaler.metadata.namespace ?? ''))
    if (other.metadata.name !== autoscaler.metadata.name) yield { key: keyOf(other), selector: (context.recall(keyOf(other)) as Memory | undefined)?.selector };
}

/**
 * How many replicas the metrics ask for, with the events and the ScalingActive condition that this leaves. Where `replicas` is
 * undefined, the round ends with `error`. Models computeReplicasForMetrics with validateAndParseSelector.
 */
export function* recommend(context: Context, autoscaler: HorizontalPodAutoscaler, scale: Scale, draft: StatusDraft): Generator<Step, Recommended, Outcome> {
  const { listers, now } = context;
  const { namespace = '' } = autoscaler.metadata;
  if (scale.selectorText === '') {
    const error = 'selector is required';
    yield event(autoscaler, 'Warning', 'SelectorRequired', error);
    draft.condition('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
    return { ...NOTHING, error };
  }
  const index = context.cache as PodIndex;
  const pods = index.select(listers, namespace, scale.selector);
  const rivals = rivalsFor(scale.selector, pods, rivalsOf(context, autoscaler));
  if (rivals.length) {
    const error = `pods by selector ${scale.selectorText} are controlled by multiple HPAs: [${[keyOf(autoscaler), ...rivals].sort().join(' ')}]`;
    yield event(autoscaler, 'Warning', 'AmbiguousSelector', error);
    draft.condition('ScalingActive', 'False', 'AmbiguousSelector', error);
    return { ...NOTHING, error };
  }
  const metrics = new Metrics(listers, now, (where, selector) => index.select(listers, where, selector));
  const { specReplicas, statusReplicas } = scale;
  const recommended = computeMetrics({ autoscaler, nowMs: now, specReplicas, statusReplicas, pods, metrics }, autoscaler.spec.metrics ?? []);
  for (const { reason, message } of recommended.failures) yield event(autoscaler, 'Warning', reason, message);
  const [first] = recommended.failures;
  if (recommended.replicas !== undefined)
    draft.condition('ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${recommended.metric}`);
  else if (first) draft.condition('ScalingActive', 'False', first.reason, `the HPA was unable to compute the replica count: ${first.message}`);
  return recommended;
}
