import { type KubeObject, keyOf } from '../kube/meta.ts';
import type { Event } from '../kube/cluster-objects.ts';
import { toTime } from '../kube/time.ts';
import type { Store } from './store.ts';

/** client-go's defaults: see the constants of tools/record/events_cache.go. */
const AGGREGATE_AFTER = 10;
const AGGREGATE_WITHIN_MS = 600_000;
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;

interface Similar {
  readonly messages: readonly string[];
  readonly lastMs: number;
}
interface Bucket {
  readonly tokens: number;
  readonly lastMs: number;
}

/** The plain state of the recorders of all components. */
export interface RecorderState {
  similar: Map<string, Similar>;
  buckets: Map<string, Bucket>;
  /** Correlation key to the key of the stored Event. */
  seen: Map<string, string>;
  counter: number;
}

export function emptyRecorder(): RecorderState {
  return { similar: new Map(), buckets: new Map(), seen: new Map(), counter: 0 };
}

export function copyRecorder(state: RecorderState): RecorderState {
  return { similar: new Map(state.similar), buckets: new Map(state.buckets), seen: new Map(state.seen), counter: state.counter };
}

export interface EventToRecord {
  readonly component: string;
  readonly about: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/**
 * Stores an event as client-go's EventCorrelator would: ten that differ in nothing but their message are combined into one, equal ones
 * are counted, and a source that says more than 25 things about an object is cut to one in five minutes. `nextVersion` gives
 * the resourceVersion of a write.
 */
export function recordEvent(store: Store, state: RecorderState, nowMs: number, nextVersion: () => string, nextUid: () => string, input: EventToRecord): void {
  const { component, about, type, reason } = input;
  const source = [component, about.kind, about.metadata.namespace ?? '', about.metadata.name, about.metadata.uid, type].join('/');

  const group = `${source}/${reason}`;
  const previous = state.similar.get(group);
  const recent = previous && nowMs - previous.lastMs <= AGGREGATE_WITHIN_MS ? previous.messages : [];
  let messages = recent.includes(input.message) ? recent : [...recent, input.message];
  const combined = messages.length >= AGGREGATE_AFTER;
  // client-go drops any one message, so that the set stays at nine; which one makes no difference but for repeats.
  if (combined) messages = messages.slice(1);
  state.similar.set(group, { messages, lastMs: nowMs });
  const message = combined ? `(combined from similar events): ${input.message}` : input.message;

  const nowTime = toTime(nowMs);
  const correlation = combined ? group : `${group}/${message}`;
  const seenKey = state.seen.get(correlation);
  const seen = seenKey === undefined ? undefined : store.get('events', seenKey);

  // The spam filter comes last: what it drops has been counted above.
  const bucket = state.buckets.get(source) ?? { tokens: SPAM_BURST, lastMs: nowMs };
  const tokens = Math.min(SPAM_BURST, bucket.tokens + (nowMs - bucket.lastMs) / SPAM_REFILL_MS);
  const dropped = tokens < 1;
  state.buckets.set(source, { tokens: dropped ? tokens : tokens - 1, lastMs: nowMs });
  if (dropped) return;

  if (seen) {
    store.put('events', keyOf(seen), {
      ...seen,
      metadata: { ...seen.metadata, resourceVersion: nextVersion() },
      message,
      count: seen.count + 1,
      lastTimestamp: nowTime,
    } as Event as KubeObject);
    return;
  }
  const namespace = about.metadata.namespace ?? 'default';
  // Nothing new is written into a Namespace that is going away, not even what goes wrong in it.
  if (store.get('namespaces', namespace)?.status?.phase === 'Terminating') return;
  const name = `${about.metadata.name}.${(state.counter++).toString(16).padStart(16, '0')}`;
  const created: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid: nextUid(), resourceVersion: nextVersion(), creationTimestamp: nowTime },
    involvedObject: {
      kind: about.kind,
      ...(about.metadata.namespace ? { namespace: about.metadata.namespace } : {}),
      name: about.metadata.name,
      ...(about.metadata.uid ? { uid: about.metadata.uid } : {}),
      apiVersion: about.apiVersion,
      ...(about.metadata.resourceVersion ? { resourceVersion: about.metadata.resourceVersion } : {}),
    },
    reason,
    message,
    type,
    count: 1,
    firstTimestamp: nowTime,
    lastTimestamp: nowTime,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
    eventTime: null,
  };
  state.seen.set(correlation, `${namespace}/${name}`);
  store.put('events', `${namespace}/${name}`, created);
}
