import type { Event } from '../kube/cluster-objects.ts';
import { type KubeObject, keyOf } from '../kube/meta.ts';
import { toMicroTime, toTime } from '../kube/time.ts';
import { type EventIds, type EventToRecord, isEnding, referenceTo } from './event-parts.ts';
import type { Store } from './store.ts';

/** client-go's tools/events: a series that nothing was added to for so long is finished, and all of them are written again every half hour. */
const FINISH_MS = 360_000;
const REFRESH_MS = 1_800_000;
/** Where all that write series run. */
const HOST = 'control-plane';

/** The last event of one reason about an object, as its component remembers it. */
interface Said {
  /** The version of the object that it is about: an event about another version is another one. */
  readonly version: string;
  /** As it was created. */
  readonly event: Event;
  readonly lastMs: number;
  readonly count: number;
}

/** The plain state of the recorders that write series: what was said last, and which series have grown since they were written. */
export interface SeriesState {
  said: Map<string, Said>;
  /** By the key of the Event. */
  unwritten: Map<string, Said>;
}

export function emptySeries(): SeriesState {
  return { said: new Map(), unwritten: new Map() };
}

export function copySeries(state: SeriesState): SeriesState {
  return { said: new Map(state.said), unwritten: new Map(state.unwritten) };
}

/** The first tick of a clock that began with the cluster at or after a time. */
const tickFrom = (ms: number, every: number): number => Math.ceil(ms / every) * every;
/** When a series is found to be finished: at the first look at which nothing was added to it for longer than that. */
const finishedAt = ({ lastMs }: Said): number => tickFrom(lastMs + FINISH_MS + 1, FINISH_MS);

/**
 * Stores an event as the recorder of events.k8s.io does: where the same was said about this very version of the object, whatever the words,
 * it is a series. Its second one is written at once, later ones only now and then: gives when, in virtual ms, or undefined where
 * nothing is left to write. Models tools/events/event_broadcaster.go.
 */
export function recordInSeries(store: Store, series: SeriesState, nowMs: number, ids: EventIds, component: string, input: EventToRecord): number | undefined {
  const { about, action, reason, type } = input;
  const { namespace = 'default', uid, resourceVersion: version = '' } = about.metadata;
  const id = `${component}/${type}/${reason}/${uid}`;
  const said = series.said.get(id);
  if (said?.version === version && said.event.action === action && nowMs < finishedAt(said)) {
    const grown: Said = { ...said, count: said.count + 1, lastMs: nowMs };
    series.said.set(id, grown);
    if (grown.count === 2) write(store, grown, nowMs, ids);
    else series.unwritten.set(keyOf(grown.event), grown);
    return nextWrite(series, nowMs);
  }
  if (isEnding(store, namespace)) return undefined;
  const event = newEvent(component, input, ids.name(about.metadata.name), nowMs, ids);
  series.said.set(id, { version, event, lastMs: nowMs, count: 1 });
  store.put('events', keyOf(event), event);
  return undefined;
}

function newEvent(component: string, { about, action = '', message, reason, related, type }: EventToRecord, name: string, nowMs: number, ids: EventIds): Event {
  const event: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: about.metadata.namespace ?? 'default', uid: ids.uid(), resourceVersion: ids.version(), creationTimestamp: toTime(nowMs) },
    involvedObject: referenceTo(about),
    reason,
    message,
    type,
    action,
    eventTime: toMicroTime(nowMs),
    firstTimestamp: null,
    lastTimestamp: null,
    reportingComponent: component,
    reportingInstance: `${component}-${HOST}`,
    source: {},
  };
  return related ? { ...event, related: referenceTo(related) } : event;
}

/** Writes the series that are due, and gives when the next ones are, or undefined where all are written. */
export function writeSeries(store: Store, series: SeriesState, nowMs: number, ids: EventIds): number | undefined {
  for (const [key, said] of [...series.unwritten]) {
    if (nowMs % REFRESH_MS !== 0 && finishedAt(said) > nowMs) continue;
    series.unwritten.delete(key);
    write(store, said, nowMs, ids);
  }
  return nextWrite(series, nowMs);
}

function nextWrite({ unwritten }: SeriesState, nowMs: number): number | undefined {
  if (!unwritten.size) return undefined;
  let next = tickFrom(nowMs + 1, REFRESH_MS);
  for (const said of unwritten.values()) next = Math.min(next, finishedAt(said));
  return next;
}

/** An Event that somebody has deleted is made again. */
function write(store: Store, { event, count, lastMs }: Said, nowMs: number, ids: EventIds): void {
  const key = keyOf(event);
  const stored = store.get('events', key);
  if (!stored && isEnding(store, event.metadata.namespace ?? '')) return;
  const metadata = (stored ?? { ...event, metadata: { ...event.metadata, uid: ids.uid(), creationTimestamp: toTime(nowMs) } }).metadata;
  store.put('events', key, {
    ...event,
    metadata: { ...metadata, resourceVersion: ids.version() },
    series: { count, lastObservedTime: toMicroTime(lastMs) },
  } as Event as KubeObject);
}
