import { createStore } from 'zustand/vanilla';
import { derivedOf } from './derived.ts';
import type { KubeObject } from '../kube/meta.ts';
import { tableOf } from './kinds.ts';
import { selection } from './selection.ts';
import type { WorkloadSeries } from './series.ts';
import { currentFrame } from './world.ts';
import type { World } from '../timeline/types.ts';
import type { ObjectRef } from './selection.ts';

/** Which workload the reader chose for the chart, by its uid; undefined: the chart follows the selection. */
export const chart = createStore<{ readonly chosen: string | undefined }>(() => ({ chosen: undefined }));

const DEPTH_MAX = 3;

/** The workload that an object is, or belongs to, at a frame; undefined where it is none of these. */
export function workloadOfObject(world: World, workloads: readonly WorkloadSeries[], ref: ObjectRef | undefined): WorkloadSeries | undefined {
  let object = ref && (world.get(ref.table)?.get(ref.key) as KubeObject | undefined);
  for (let depth = 0; object && depth < DEPTH_MAX; depth++) {
    const { uid, ownerReferences, namespace } = object.metadata;
    const found = workloads.find((workload) => workload.uid === uid);
    if (found) return found;
    const owner = ownerReferences?.find((reference) => reference.controller);
    object = owner && (world.get(tableOf(owner.kind) ?? '')?.get(`${namespace}/${owner.name}`) as KubeObject | undefined);
  }
  return undefined;
}

/** The workload on the chart now: the chosen one, the selected object's, or the first. */
export function chartedWorkload(): WorkloadSeries | undefined {
  const { log, world } = currentFrame();
  const { workloads } = derivedOf(log).series;
  const { chosen } = chart.getState();
  return workloads.find(({ uid }) => uid === chosen) ?? workloadOfObject(world, workloads, selection.getState().selected) ?? workloads.at(0);
}
