import type { FitOf, NodeInfo } from '../node-info.ts';
import { type Requests, requestsOf } from '../resources.ts';
import { type Cycle, MAX_SCORE, type Prepared, type Refusal, type Scorer } from './plugin.ts';

/** A resource of which a Node has too little. `ever`: it would be too little on an empty Node as well. */
export interface Insufficient {
  readonly reason: string;
  readonly ever: boolean;
}
const NONE: readonly Insufficient[] = [];

/** Whether a Node has room for a Pod. */
function fits(wanted: Requests, info: NodeInfo): boolean {
  const { allocatable } = info;
  if (info.pods.size >= allocatable.pods) return false;
  if (wanted.cpu > 0 && wanted.cpu > allocatable.cpu - info.cpu) return false;
  if (wanted.memory > 0 && wanted.memory > allocatable.memory - info.memory) return false;
  for (const name of wanted.otherNames) if (lacks(wanted, info, name)) return false;
  return true;
}

function lacks(wanted: Requests, info: NodeInfo, name: string): boolean {
  const amount = wanted.others[name] ?? 0;
  return amount > 0 && amount > (info.allocatable.others[name] ?? 0) - (info.others.get(name) ?? 0);
}

/** How Pods with these requests would do on a Node, worked out anew only where something there has changed. */
function fitOf(wanted: Requests, info: NodeInfo): FitOf {
  const { fit, version } = info;
  if (fit && fit.wanted === wanted && fit.version === version) return fit;
  const worked = { wanted, version, hasRoom: fits(wanted, info), least: leastAllocated(wanted, info), balanced: balancedAllocation(wanted, info) };
  info.fit = worked;
  return worked;
}

/** What a Node lacks for a Pod. Models noderesources.fitsRequest. */
export function insufficient(wanted: Requests, info: NodeInfo): readonly Insufficient[] {
  if (fitOf(wanted, info).hasRoom) return NONE;
  const { allocatable } = info;
  const found: Insufficient[] = [];
  if (info.pods.size >= allocatable.pods) found.push({ reason: 'Too many pods', ever: false });
  if (wanted.cpu > 0 && wanted.cpu > allocatable.cpu - info.cpu) found.push({ reason: 'Insufficient cpu', ever: wanted.cpu > allocatable.cpu });
  if (wanted.memory > 0 && wanted.memory > allocatable.memory - info.memory)
    found.push({ reason: 'Insufficient memory', ever: wanted.memory > allocatable.memory });
  for (const name of wanted.otherNames)
    if (lacks(wanted, info, name)) found.push({ reason: `Insufficient ${name}`, ever: (wanted.others[name] ?? 0) > (allocatable.others[name] ?? 0) });
  return found;
}

export function nodeResourcesFit({ pod }: Cycle): Prepared {
  const wanted = requestsOf(pod.spec);
  return {
    filter: {
      plugin: 'NodeResourcesFit',
      filter: (info): Refusal | undefined => {
        const lacking = insufficient(wanted, info);
        return lacking.length
          ? { plugin: 'NodeResourcesFit', reasons: lacking.map(({ reason }) => reason), unresolvable: lacking.some(({ ever }) => ever) }
          : undefined;
      },
    },
  };
}

/** The more is left, the better. Models the scoring strategy LeastAllocated of CPU and memory. */
export function leastAllocatedScorer({ pod }: Cycle): Scorer {
  const wanted = requestsOf(pod.spec);
  return { plugin: 'NodeResourcesFit', weight: 1, score: (info) => fitOf(wanted, info).least };
}

function leastAllocated(wanted: Requests, { allocatable: { cpu, memory }, scoredCpu, scoredMemory }: NodeInfo): number {
  return Math.floor((left(scoredCpu + wanted.scoredCpu, cpu) + left(scoredMemory + wanted.scoredMemory, memory)) / ((cpu ? 1 : 0) + (memory ? 1 : 0) || 1));
}

function left(requested: number, capacity: number): number {
  return capacity === 0 || requested > capacity ? 0 : Math.floor(((capacity - requested) * MAX_SCORE) / capacity);
}

/** CPU and memory should be used evenly: by how much this Pod would improve that. Models NodeResourcesBalancedAllocation. */
export function balancedAllocationScorer({ pod }: Cycle): Scorer | undefined {
  const wanted = requestsOf(pod.spec);
  if (wanted.cpu === 0 && wanted.memory === 0) return undefined;
  return { plugin: 'NodeResourcesBalancedAllocation', weight: 1, score: (info) => fitOf(wanted, info).balanced };
}

function balancedAllocation(wanted: Requests, info: NodeInfo): number {
  const after = balance(info.cpu + wanted.cpu, info.memory + wanted.memory, info);
  const before = balance(info.cpu, info.memory, info);
  return MAX_SCORE / 2 + Math.trunc((MAX_SCORE / 2 + after - before) / 2);
}

function balance(cpu: number, memory: number, { allocatable }: NodeInfo): number {
  if (allocatable.cpu === 0 || allocatable.memory === 0) return MAX_SCORE;
  const deviation = Math.abs(Math.min(1, cpu / allocatable.cpu) - Math.min(1, memory / allocatable.memory)) / 2;
  return Math.trunc((1 - deviation) * MAX_SCORE);
}
