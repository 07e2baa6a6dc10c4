import { createStore } from 'zustand/vanilla';
import type { Entry } from '../timeline/types.ts';
import { currentPair } from './compare.ts';
import { comparison } from './comparison.ts';
import { derivedOf } from './derived.ts';
import { DifferenceSearch, type Differences } from './difference.ts';
import { RolloutFold, type RolloutReport } from './rollout-fold.ts';
import { session } from './session.ts';

export interface WorkloadName {
  readonly table: string;
  readonly key: string;
  readonly kind: string;
  readonly name: string;
}

/** What a comparison has found so far. */
export interface Findings {
  readonly differences: Differences | undefined;
  /** What can be summed up: the workloads of either branch. */
  readonly workloads: readonly WorkloadName[];
  readonly workload: WorkloadName | undefined;
  readonly main: RolloutReport | undefined;
  readonly other: RolloutReport | undefined;
  /** More is being simulated, or looked at. */
  readonly busy: boolean;
}

const NOTHING: Findings = { differences: undefined, workloads: [], workload: undefined, main: undefined, other: undefined, busy: true };

/** What is known of the two branches that are compared; worked out in small slices of time, so that nothing waits for it. */
export const findings = createStore<Findings>(() => NOTHING);

/** A slice's length, and how often what was found so far is shown, in real ms. */
const SLICE_MS = 6;
const SHOWN_EVERY_MS = 250;
const ENTRIES_AT_ONCE = 8;

/** The work on one pair of logs and one workload; another pair begins anew. */
interface Work {
  readonly id: string;
  readonly search: DifferenceSearch;
  readonly workloads: readonly WorkloadName[];
  readonly workload: WorkloadName | undefined;
  readonly main: RolloutFold | undefined;
  readonly other: RolloutFold | undefined;
}

type Pair = NonNullable<ReturnType<typeof currentPair>>;

let work: Work | undefined;
let scheduled = false;
let shownMs = Number.NEGATIVE_INFINITY;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(turn, 0);
}

function turn(): void {
  scheduled = false;
  const pair = currentPair();
  if (!pair) {
    work = undefined;
    if (findings.getState() !== NOTHING) findings.setState(NOTHING);
    return;
  }
  work = workOn(pair, work);
  const endMs = performance.now() + SLICE_MS;
  let idle = false;
  while (!idle && performance.now() < endMs) idle = advance(pair, work);
  if (!idle) schedule();
  const now = performance.now();
  if (!idle && now - shownMs < SHOWN_EVERY_MS) return;
  shownMs = now;
  show(pair, work, idle);
}

function workOn(pair: Pair, known: Work | undefined): Work {
  const { mainBranch, otherBranch, shared } = pair;
  const workloads = workloadsOf(pair);
  const workload = workloads.find(({ table, key }) => `${table} ${key}` === comparison.getState().workload) ?? likelyWorkload(workloads, known);
  const id = [mainBranch.id, otherBranch.id, shared, workload?.table, workload?.key].join(' ');
  if (known?.id === id) return { ...known, workloads };
  const fold = (): RolloutFold | undefined => workload && new RolloutFold(workload.table, workload.key);
  const isSamePair = known?.id.startsWith(`${mainBranch.id} ${otherBranch.id} ${shared} `);
  return { id, workloads, workload, search: isSamePair && known ? known.search : new DifferenceSearch(shared), main: fold(), other: fold() };
}

/** The workload that the first act was about in which the branches differ; else the first. */
function likelyWorkload(workloads: readonly WorkloadName[], known: Work | undefined): WorkloadName | undefined {
  const { act, decision } = known?.search.found ?? {};
  for (const entry of [act?.main, act?.other, decision?.main, decision?.other])
    for (const { table, key } of entry?.changes ?? []) {
      const found = workloads.find((workload) => workload.table === table && workload.key === key);
      // An act that made several is about all of them.
      if (found && entry?.changes.filter((change) => change.table === table).length === 1) return found;
    }
  return workloads[0];
}

function workloadsOf({ main, other }: Pair): readonly WorkloadName[] {
  const found = new Map<string, WorkloadName>();
  for (const log of [main, other])
    for (const { table, key, kind, name } of derivedOf(log).series.workloads) found.set(`${table} ${key}`, { table, key, kind, name });
  return [...found.values()];
}

/** Works a little. True where nothing is left to do for now. */
function advance({ main, other, mainBranch, otherBranch }: Pair, { search, main: foldMain, other: foldOther }: Work): boolean {
  const folded = [fold(foldMain, main.entries), fold(foldOther, other.entries)];
  const searched = search.advance({ entries: main.entries, busy: mainBranch.busy }, { entries: other.entries, busy: otherBranch.busy }, ENTRIES_AT_ONCE);
  return searched && folded.every(Boolean);
}

function fold(rollout: RolloutFold | undefined, entries: readonly Entry[]): boolean {
  if (!rollout) return true;
  for (let n = 0; n < ENTRIES_AT_ONCE && rollout.length < entries.length; n++) rollout.observe(entries[rollout.length] as Entry);
  return rollout.length >= entries.length;
}

function show({ mainBranch, otherBranch }: Pair, { search, workloads, workload, main, other }: Work, idle: boolean): void {
  const spanMs = Math.max(main?.spanMs ?? 0, other?.spanMs ?? 0);
  const before = findings.getState();
  const next: Findings = {
    differences: search.found,
    workloads,
    workload,
    main: main?.report(spanMs),
    other: other?.report(spanMs),
    busy: !idle || mainBranch.busy || otherBranch.busy,
  };
  if (JSON.stringify(brief(before)) !== JSON.stringify(brief(next))) findings.setState(next);
}

/** What of the findings can be seen. */
function brief({ differences, main, other, ...rest }: Findings): unknown {
  const act = (report: RolloutReport | undefined): unknown => report && { ...report, act: report.act?.seq };
  const parting = (found: Differences['act']): unknown => found && [found.atMs, found.main?.seq, found.other?.seq];
  return [rest, act(main), act(other), differences && [parting(differences.act), parting(differences.decision), differences.complete]];
}

comparison.subscribe(schedule);
session.subscribe(() => {
  if (comparison.getState().other !== undefined || work) schedule();
});
