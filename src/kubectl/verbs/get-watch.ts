import { type KubeObject, keyOf } from '../../kube/meta.ts';
import { resourceOfTable, type ResourceType } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { throwAll } from '../core/failure.ts';
import type { StreamState } from '../core/verb.ts';
import { alignRows } from '../printers/tabwriter.ts';
import { headersOf, rowOf } from '../printers/tables/index.ts';
import { listFilter } from '../resources/selectors.ts';
import type { Found } from '../resources/select.ts';
import { formatPrinter, tableOptions } from './get-output.ts';

/** `get -w` while it goes on. Plain data: what was last seen of each object, and how wide the columns have become. */
interface WatchStream extends StreamState {
  readonly line: string;
  readonly table: string;
  /** The only object that is watched, or undefined for all that match. */
  readonly name?: string;
  /** What was last seen, by key. Objects are immutable, so this only holds references. */
  readonly seen: Readonly<Record<string, KubeObject>>;
  readonly widths: readonly number[];
  readonly headed: boolean;
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';
interface Watched {
  readonly type: EventType;
  readonly object: KubeObject;
}

/** Prints rows of watched objects, and remembers widths and whether the header is out. Models the get command's printer on a watch. */
function print(call: Call, resource: ResourceType, events: readonly Watched[], state: { widths: number[]; headed: boolean }): void {
  if (!events.length) return;
  const withType = call.flags.bool('output-watch-events');
  const format = formatPrinter(call);
  if (format) {
    for (const { type, object } of events) call.out(format([withType ? ({ object, type } as unknown as KubeObject) : object], true));
    return;
  }
  const options = tableOptions(call, resource.namespaced ? {} : { withNamespace: false });
  const rows: (readonly string[])[] = [];
  if (!state.headed && !call.flags.bool('no-headers')) rows.push([...(withType ? ['EVENT'] : []), ...headersOf(resource, options)]);
  state.headed = true;
  for (const { type, object } of events) rows.push([...(withType ? [type] : []), ...rowOf(resource, object, options)]);
  call.out(alignRows(rows, state.widths));
}

/** Whether an object is among those that are watched. */
function filterOf(call: Call, resource: ResourceType, name: string | undefined): (object: KubeObject) => boolean {
  const passes = listFilter(resource, call.flags.text('selector'), call.flags.text('field-selector'));
  return (object) => (name === undefined || object.metadata.name === name) && passes(object);
}

/** Prints what is there, and begins to watch. */
export function startWatch(call: Call, found: Found): StreamState | undefined {
  throwAll(found.errors);
  const resource = found.types[0] ?? found.infos[0]?.resource;
  if (!resource) return undefined;
  const state = { widths: [] as number[], headed: false };
  if (!call.flags.bool('watch-only'))
    print(
      call,
      resource,
      found.infos.map(({ object }): Watched => ({ type: 'ADDED', object })),
      state,
    );
  const seen = Object.fromEntries(found.infos.map(({ object }) => [keyOf(object), object]));
  const name = found.types.length ? undefined : found.infos[0]?.name;
  return { verb: 'get', line: call.line, table: resource.plural, ...(name === undefined ? {} : { name }), seen, widths: state.widths, headed: state.headed };
}

/** Prints a row for each object that changed since. */
export function advanceWatch(stream: StreamState, call: Call): StreamState {
  const { table, name, seen, widths, headed } = stream as WatchStream;
  const resource = resourceOfTable(table) as ResourceType;
  const { listers } = call.context;
  const all = resource.namespaced && !call.flags.bool('all-namespaces') ? listers.listIn(table, call.namespace) : listers.list(table);
  const matches = filterOf(call, resource, name);
  const changed: Watched[] = [];
  const left = new Set(Object.keys(seen));
  for (const object of all as Iterable<KubeObject>) {
    const key = keyOf(object);
    const before = seen[key];
    if (before === object) left.delete(key);
    else if (matches(object)) {
      left.delete(key);
      changed.push({ type: before && before.metadata.uid === object.metadata.uid ? 'MODIFIED' : 'ADDED', object });
    }
  }
  const gone = [...left].map((key): Watched => ({ type: 'DELETED', object: seen[key] as KubeObject }));
  if (!changed.length && !gone.length) return stream;
  changed.sort((a, b) => Number(a.object.metadata.resourceVersion) - Number(b.object.metadata.resourceVersion));
  const state = { widths: [...widths], headed };
  print(call, resource, [...gone, ...changed], state);
  const next: Record<string, KubeObject> = { ...seen };
  for (const { object } of gone) delete next[keyOf(object)];
  for (const { object } of changed) next[keyOf(object)] = object;
  return { ...stream, seen: next, widths: state.widths, headed: state.headed };
}
