import { type KubeObject, keyOf } from '../kube/meta.ts';
import type { Event } from '../kube/cluster-objects.ts';
import { toTime } from '../kube/time.ts';
import { type EventIds, type EventToRecord, isEnding, referenceTo } from './event-parts.ts';
import type { Store } from './store.ts';

/** client-go's defaults: see the constants of tools/record/events_cache.go. */
const AGGREGATE_AFTER = 10;
const AGGREGATE_WITHIN_MS = 600_000;
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;

/** What a component has said about an object with one reason. */
interface Similar {
  readonly messages: readonly string[];
  readonly lastMs: number;
  /** What is stored of it, by the message as it is stored: the keys of Events. */
  readonly stored: readonly { readonly message: string; readonly combined: boolean; readonly key: string }[];
}
/** What a component has said about an object, and how much it may still say. */
interface Source {
  readonly tokens: number;
  readonly lastMs: number;
  readonly similar: Readonly<Record<string, Similar>>;
}

/** The plain state of the recorders of all components. */
export interface RecorderState {
  sources: Map<string, Source>;
}

export function emptyRecorder(): RecorderState {
  return { sources: new Map() };
}

export function copyRecorder(state: RecorderState): RecorderState {
  return { sources: new Map(state.sources) };
}

const UNHEARD: Source = { tokens: SPAM_BURST, lastMs: 0, similar: {} };
const UNSAID: Similar = { messages: [], lastMs: 0, stored: [] };

/**
 * Stores an event as client-go's EventCorrelator would: ten that differ in nothing but their message are combined into one, equal ones
 * are counted, and a source that says more than 25 things about an object is cut to one in five minutes.
 */
export function recordEvent(store: Store, state: RecorderState, nowMs: number, ids: EventIds, component: string, input: EventToRecord): void {
  const { about, type, reason } = input;
  const { name: subject, namespace: place = '', uid } = about.metadata;
  const id = `${component}/${type}/${about.kind}/${place}/${subject}/${uid}`;
  const source = state.sources.get(id) ?? UNHEARD;

  const previous = source.similar[reason] ?? UNSAID;
  const recent = nowMs - previous.lastMs <= AGGREGATE_WITHIN_MS ? previous.messages : [];
  let messages = recent.includes(input.message) ? recent : [...recent, input.message];
  const combined = messages.length >= AGGREGATE_AFTER;
  // client-go drops any one message, so that the set stays at nine; which one makes no difference but for repeats.
  if (combined) messages = messages.slice(1);
  const message = combined ? `(combined from similar events): ${input.message}` : input.message;

  const nowTime = toTime(nowMs);
  // All that are combined are one Event, whatever its newest message.
  const seenKey = previous.stored.find((event) => event.combined === combined && (combined || event.message === message))?.key;
  const seen = seenKey === undefined ? undefined : store.get('events', seenKey);

  // The spam filter comes last: what it drops has been counted above.
  const tokens = source === UNHEARD ? SPAM_BURST : Math.min(SPAM_BURST, source.tokens + (nowMs - source.lastMs) / SPAM_REFILL_MS);
  const dropped = tokens < 1;
  const remember = (stored: Similar['stored']): void => {
    const similar = { ...source.similar, [reason]: { messages, lastMs: nowMs, stored } };
    state.sources.set(id, { tokens: dropped ? tokens : tokens - 1, lastMs: nowMs, similar });
  };
  if (dropped || seen) remember(previous.stored);
  if (dropped) return;

  if (seen) {
    store.put('events', keyOf(seen), {
      ...seen,
      metadata: { ...seen.metadata, resourceVersion: ids.version() },
      message,
      count: (seen.count ?? 1) + 1,
      lastTimestamp: nowTime,
    } as Event as KubeObject);
    return;
  }
  const namespace = about.metadata.namespace ?? 'default';
  if (isEnding(store, namespace)) {
    remember(previous.stored);
    return;
  }
  const name = ids.name(about.metadata.name);
  const created: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid: ids.uid(), resourceVersion: ids.version(), creationTimestamp: nowTime },
    involvedObject: referenceTo(about),
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
  const key = `${namespace}/${name}`;
  // What was stored under the same words is no longer there.
  const others = seenKey === undefined ? previous.stored : previous.stored.filter((event) => event.key !== seenKey);
  remember([...others, { message, combined, key }]);
  store.put('events', key, created);
}
