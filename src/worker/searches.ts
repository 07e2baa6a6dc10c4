import { NODE_ACTS } from '../scenario/outages.ts';
import { type Progress, type SearchOptions, type SearchResult, search } from '../scenario/search.ts';
import { type NodeVariation, runsOf } from '../scenario/variations.ts';
import type { HostOptions } from './host.ts';
import { SEARCH_LIMITS } from './protocol.ts';

interface Going {
  readonly id: string;
  readonly total: number;
  readonly steps: Generator<Progress, SearchResult, void>;
  progress: Progress;
  saidMs: number;
}

/** How often progress is told, in real ms. */
const SAY_MS = 100;

/** The search that goes on in a worker, in turns. */
export class Searches {
  private current: Going | undefined;

  constructor(private readonly options: Pick<HostOptions, 'post' | 'nowMs'>) {}

  get going(): boolean {
    return this.current !== undefined;
  }

  /** Begins a search; one that goes on is forgotten. Throws `SearchOptions`, with what is wrong, where it could not come to an end. */
  start(id: string, options: SearchOptions): { readonly total: number } {
    const problem = problemOf(options);
    if (problem) throw Object.assign(new RangeError(problem), { name: 'SearchOptions' });
    const total = runsOf(options.variations);
    this.current = { id, total, steps: search(options), progress: { tried: 0, shrinking: false }, saidMs: this.options.nowMs() };
    return { total };
  }

  stop(id: string): void {
    if (this.current?.id === id) this.current = undefined;
  }

  /** Goes on until a real time in ms, at least one step. */
  advance(endMs: number): void {
    const { current } = this;
    if (!current) return;
    const { nowMs, post } = this.options;
    try {
      do {
        const { done, value } = current.steps.next();
        if (done) {
          const { found, ...counts } = value;
          this.current = undefined;
          post({ notify: 'searched', params: { search: current.id, ...counts, ...(found ? { found } : {}) } });
          return;
        }
        current.progress = value;
      } while (nowMs() < endMs);
    } catch (error) {
      this.current = undefined;
      const { tried } = current.progress;
      const failed = error instanceof Error ? error.message : String(error);
      post({ notify: 'searched', params: { search: current.id, tried, total: current.total, cut: 0, failed } });
      return;
    }
    if (nowMs() - current.saidMs < SAY_MS) return;
    current.saidMs = nowMs();
    post({ notify: 'searching', params: { search: current.id, ...current.progress } });
  }
}

const isCount = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
const isSeconds = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= SEARCH_LIMITS.seconds;

/** What of the options would make no search, or one without an end. */
function problemOf({ variations, runs, untilMs, atMs, position }: SearchOptions): string | undefined {
  const { seeds, delays, faults, nodes, loadPercent } = variations;
  if (!isCount(runs, SEARCH_LIMITS.runs)) return `runs must be a whole number from 1 to ${SEARCH_LIMITS.runs}`;
  if (!isCount(seeds, SEARCH_LIMITS.seeds)) return `seeds must be a whole number from 1 to ${SEARCH_LIMITS.seeds}`;
  for (const { image, delay, min, max } of delays) {
    if (!isSeconds(min) || !isSeconds(max)) return `${delay} of ${image} must be whole seconds from 0 to ${SEARCH_LIMITS.seconds}`;
    if (min > max) return `${delay} of ${image}: ${min} is more than ${max}`;
  }
  for (const { image, faults: kinds } of faults) if (new Set(kinds).size !== kinds.length) return `a fault of ${image} is there twice`;
  if (loadPercent !== undefined && !(isCount(loadPercent, SEARCH_LIMITS.loadPercent) && loadPercent >= 100))
    return `the load must be a whole number of per cent from 100 to ${SEARCH_LIMITS.loadPercent}`;
  const wrong = nodes && problemOfNodes(nodes);
  if (wrong) return wrong;
  if (!Number.isInteger(position) || position < 0 || !Number.isFinite(atMs)) return 'a search needs a place to begin';
  if (!(untilMs > atMs) || untilMs - atMs > SEARCH_LIMITS.untilMs)
    return `each run must end after its beginning, and at most ${SEARCH_LIMITS.untilMs} ms later`;
  return undefined;
}

function problemOfNodes({ nodes, acts, atMost, start, length }: NodeVariation): string | undefined {
  if (!nodes.length || new Set(nodes).size !== nodes.length) return 'something may happen to one Node or more, each of them named once';
  if (!acts.length || acts.some((act, i) => !NODE_ACTS.includes(act) || acts.indexOf(act) !== i)) return 'what may happen to Nodes must be named, each once';
  if (!isCount(atMost, SEARCH_LIMITS.nodesAtOnce)) return `something may happen to 1 to ${SEARCH_LIMITS.nodesAtOnce} Nodes of a run`;
  for (const { min, max } of [start, length])
    if (!isSeconds(min) || !isSeconds(max) || min > max) return `what happens to Nodes takes whole seconds from 0 to ${SEARCH_LIMITS.seconds}, the least first`;
  if (length.min < 1) return 'what happens to a Node lasts a second or more';
  return undefined;
}
