import type { HorizontalPodAutoscaler, MetricStatus } from '../../../kube/autoscaling.ts';
import type { Condition } from '../../../kube/meta.ts';
import { deepEqual } from '../../api/equal.ts';

type Status = HorizontalPodAutoscaler['status'];
export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited' | 'ScaledToZero';

/** An autoscaler's status while it is being worked out. Models the helpers at the end of horizontal.go. */
export class StatusDraft {
  private conditions: readonly Condition[];
  private status: Status;

  constructor(
    private readonly autoscaler: HorizontalPodAutoscaler,
    private readonly nowTime: string,
  ) {
    this.status = autoscaler.status ?? { desiredReplicas: 0 };
    this.conditions = this.status.conditions ?? [];
  }

  /** Sets a condition in its place, or adds it at the end; the transition time moves with the status. Models setConditionInList. */
  condition(type: ConditionType, status: Condition['status'], reason: string | undefined, message: string | undefined): void {
    const old = this.conditions.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : this.nowTime;
    const next: Condition = { type, status, lastTransitionTime, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
    this.conditions = old ? this.conditions.map((condition) => (condition === old ? next : condition)) : [...this.conditions, next];
  }

  removeCondition(type: ConditionType): void {
    this.conditions = this.conditions.filter((condition) => condition.type !== type);
  }

  /** Models setStatus: everything but the conditions and the time of the last scaling is made anew. */
  set(currentReplicas: number, desiredReplicas: number, currentMetrics: readonly MetricStatus[] | null, rescaled: boolean): void {
    const lastScaleTime = rescaled ? this.nowTime : this.status.lastScaleTime;
    this.status = {
      ...(currentReplicas === 0 ? {} : { currentReplicas }),
      desiredReplicas,
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      currentMetrics,
    };
  }

  get desiredReplicas(): number {
    return this.status.desiredReplicas ?? 0;
  }

  /** The autoscaler with the new status, or undefined where it is as it was. */
  get changed(): HorizontalPodAutoscaler | undefined {
    const old = this.autoscaler.status ?? { desiredReplicas: 0 };
    const next: Status = { ...this.status, conditions: this.conditions };
    const plain = (status: Status): unknown => ({ ...status, conditions: status.conditions ?? [], currentMetrics: status.currentMetrics ?? [] });
    return deepEqual(plain(old), plain(next)) ? undefined : { ...this.autoscaler, status: next };
  }
}
