import { useMemo } from 'react';
import { kindOf, nameOf, tableOf } from '../../app/kinds.ts';
import { type ObjectRef, select } from '../../app/selection.ts';
import { useWorld } from '../../app/world.ts';
import type { Event } from '../../kube/cluster-objects.ts';
import { lastSeen, timesSeen } from '../../kube/event.ts';
import { fromTime, humanDuration } from '../../kube/time.ts';
import { classes } from '../parts/classes.ts';
import { useWords } from '../words.ts';
import styles from './Inspector.module.css';

/** The newest ones; a rollout of thousands has thousands. */
const SHOWN_MAX = 200;

/** The events about the selected object, or all, the newest first; those of this frame are marked. */
export function EventsTab({ selected }: { readonly selected: ObjectRef | undefined }) {
  const t = useWords();
  const frame = useWorld();
  const events = useMemo(() => {
    const all = [...((frame.world.get('events')?.values() ?? []) as Iterable<Event>)];
    const mine = selected
      ? all.filter(
          ({ involvedObject: { kind, name, namespace } }) =>
            kind === kindOf(selected.table) && (namespace && selected.key.includes('/') ? `${namespace}/${name}` : name) === selected.key,
        )
      : all;
    return mine.toSorted((a, b) => Number(b.metadata.resourceVersion) - Number(a.metadata.resourceVersion)).slice(0, SHOWN_MAX);
  }, [frame, selected]);
  if (!events.length) return <p className={styles.empty}>{selected ? t('inspector.noEvents', { name: nameOf(selected) }) : t('inspector.noEvents.all')}</p>;
  const fresh = new Set(frame.entry?.changes.filter(({ table }) => table === 'events').map(({ key }) => key));
  return (
    <ol className={styles.events}>
      {events.map((event) => (
        <EventRow key={event.metadata.uid} event={event} nowMs={frame.atMs} fresh={fresh.has(`${event.metadata.namespace}/${event.metadata.name}`)} />
      ))}
    </ol>
  );
}

function EventRow({ event, nowMs, fresh }: { readonly event: Event; readonly nowMs: number; readonly fresh: boolean }) {
  const { involvedObject, reason, message, type } = event;
  const times = timesSeen(event);
  const table = tableOf(involvedObject.kind ?? '');
  const key = involvedObject.namespace && involvedObject.kind !== 'Node' ? `${involvedObject.namespace}/${involvedObject.name}` : (involvedObject.name ?? '');
  return (
    <li className={classes(type === 'Warning' && styles.warning, fresh && styles.new)}>
      <header>
        <strong>{reason}</strong>
        <button type="button" className={styles.about} onClick={() => table && select({ table, key })} title={`${involvedObject.kind} ${involvedObject.name}`}>
          {involvedObject.kind} {involvedObject.name}
        </button>
        {times > 1 && <span>×{times}</span>}
        <span>{humanDuration(Math.max(0, nowMs - fromTime(lastSeen(event) ?? '')))}</span>
      </header>
      <p>{message}</p>
    </li>
  );
}
