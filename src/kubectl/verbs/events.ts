import type { Event } from '../../kube/cluster-objects.ts';
import { lastSeen } from '../../kube/event.ts';
import { keyOf } from '../../kube/meta.ts';
import { fromTime } from '../../kube/time.ts';
import type { Call } from '../core/call.ts';
import { ALL_NAMESPACES_FLAG, PRINT_FLAGS } from '../core/common-flags.ts';
import { byCode } from '../core/dig.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { eventAge } from '../printers/describe/writer.ts';
import { printerFor } from '../printers/output.ts';
import { alignRows } from '../printers/tabwriter.ts';
import { resourceFor } from '../resources/mapping.ts';

/** `events -w` while it watches. */
interface EventsStream extends StreamState {
  /** Key to resourceVersion. */
  readonly seen: Readonly<Record<string, string>>;
  readonly widths: readonly number[];
}

export const events: Verb = {
  path: 'events',
  use: 'events [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  short: 'List events',
  flags: [
    ALL_NAMESPACES_FLAG,
    flag('for', '', 'string', 'Filter events to only those pertaining to the specified resource.'),
    flag('no-headers', '', 'bool', "When using the default output format, don't print headers."),
    ...PRINT_FLAGS,
    flag('types', '', 'strings', 'Output only events of given types.'),
    flag('watch', 'w', 'bool', 'After listing the requested events, watch for more events.'),
  ],
  run(call) {
    const matching = filterOf(call);
    const found = all(call).filter(matching);
    if (!found.length && !call.flags.bool('watch')) {
      call.warn(call.flags.bool('all-namespaces') ? 'No events found.' : `No events found in ${call.namespace} namespace.`);
      return undefined;
    }
    const widths: number[] = [];
    print(call, found, widths, !call.flags.bool('no-headers'));
    if (!call.flags.bool('watch')) return undefined;
    return { verb: 'events', seen: Object.fromEntries(found.map((event) => [keyOf(event), event.metadata.resourceVersion])), widths } satisfies EventsStream;
  },
  advance(stream, call) {
    const { seen, widths } = stream as EventsStream;
    const matching = filterOf(call);
    const fresh = all(call).filter((event) => seen[keyOf(event)] !== event.metadata.resourceVersion && matching(event));
    if (!fresh.length) return stream;
    const wider = [...widths];
    print(call, fresh, wider, !widths.length && !call.flags.bool('no-headers'));
    return { ...stream, seen: { ...seen, ...Object.fromEntries(fresh.map((event) => [keyOf(event), event.metadata.resourceVersion])) }, widths: wider };
  },
};

const lastMs = (event: Event): number => fromTime(lastSeen(event) ?? event.metadata.creationTimestamp);

/** All events, the oldest first. Models SortableEvents. */
function all({ context, flags, namespace }: Call): readonly Event[] {
  const rows = flags.bool('all-namespaces') ? context.listers.list('events') : context.listers.listIn('events', namespace);
  return [...rows].sort((a, b) => lastMs(a) - lastMs(b) || byCode(a.metadata.name, b.metadata.name));
}

function filterOf({ flags }: Call): (event: Event) => boolean {
  const types = flags.list('types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning')) fail('valid --types are Normal or Warning');
  const about = flags.text('for');
  const [type = '', name] = about.split('/');
  if (about && !name) fail('--for must be in resource/name form');
  const kind = about ? resourceFor(type).kind : '';
  return (event) =>
    (!types.length || types.includes(event.type.toLowerCase())) && (!about || (event.involvedObject.kind === kind && event.involvedObject.name === name));
}

function print(call: Call, found: readonly Event[], widths: number[], headed: boolean): void {
  const printer = printerFor(call);
  if (printer) {
    call.out(printer({ apiVersion: 'v1', items: found, kind: 'EventList', metadata: {} }));
    return;
  }
  const { now } = call.context;
  const wide = call.flags.bool('all-namespaces');
  const rows = found.map((event) => {
    const { kind = '', name = '' } = event.involvedObject;
    return [...(wide ? [event.metadata.namespace ?? ''] : []), eventAge(event, now), event.type, event.reason, `${kind}/${name}`, event.message.trim()];
  });
  call.out(alignRows([...(headed ? [[...(wide ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']] : []), ...rows], widths));
}
