import type { Event } from './cluster-objects.ts';

/** When and how often an Event was seen, whichever recorder wrote it. Models the printers' reading of core and events.k8s.io fields. */

/** When it was seen first: RFC 3339, with whole seconds or with microseconds; undefined where nobody says. */
export function firstSeen(event: Event): string | undefined {
  return event.eventTime ?? event.firstTimestamp ?? undefined;
}

export function lastSeen(event: Event): string | undefined {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? firstSeen(event);
}

export function timesSeen(event: Event): number {
  return event.series?.count ?? (event.count || 1);
}

/** Who says it, as a component's name. */
export function sourceOf(event: Event): string {
  return event.source?.component || event.reportingComponent;
}
