import type { Listers } from '../../../cluster/store.ts';
import type { Event } from '../../../kube/cluster-objects.ts';
import { type KubeObject, type ObjectMeta, controllerOf } from '../../../kube/meta.ts';
import { firstSeen, lastSeen, sourceOf, timesSeen } from '../../../kube/event.ts';
import { EPOCH_MS, fromTime, humanDuration } from '../../../kube/time.ts';
import { byCode } from '../../core/dig.ts';
import { DESCRIBE_STYLE, alignTabs } from '../tabwriter.ts';

/** What a describer may look at. */
export interface DescribeContext {
  readonly listers: Listers;
  /** Virtual time in ms. */
  readonly now: number;
  /** False with `--show-events=false`. */
  readonly showEvents: boolean;
}

/** Describes one object. */
export type Describer = (object: KubeObject, writer: DescribeWriter, context: DescribeContext) => void;

const ANNOTATION_MAX = 140;
const SKIPPED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An API time as describe prints it: `Mon, 05 Jan 2026 00:00:07 +0000`. Models time.RFC1123Z. */
export function longTime(time: string | null | undefined): string {
  if (!time) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(EPOCH_MS + fromTime(time));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

const shorten = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max)}...` : text);

/** Collects what describe prints: cells end with tabs, levels are two spaces each. Models describe.PrefixWriter. */
export class DescribeWriter {
  private text = '';

  /** Text as it stands, after the level's indentation. */
  write(level: number, text: string): void {
    this.text += '  '.repeat(level) + text;
  }
  /** A line. */
  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }
  /** A line of a name and its value: `Name:\tweb`. */
  field(name: string, value: string | number): void {
    this.line(0, `${name}:\t${value}`);
  }
  /** A title and, below each other, what belongs to it. */
  list(title: string, items: readonly string[], indent = ''): void {
    this.write(0, `${indent}${title}:\t`);
    this.text += items.length ? items.map((item, i) => `${i ? `${indent}\t` : ''}${item}\n`).join('') : '<none>\n';
  }
  labels(title: string, labels: Readonly<Record<string, string>> | undefined, indent = ''): void {
    const keys = Object.keys(labels ?? {}).sort(byCode);
    this.list(
      title,
      keys.map((key) => `${key}=${labels?.[key]}`),
      indent,
    );
  }
  annotations(title: string, annotations: Readonly<Record<string, string>> | undefined): void {
    const keys = Object.keys(annotations ?? {})
      .filter((key) => key !== SKIPPED_ANNOTATION)
      .sort(byCode);
    this.write(0, `${title}:\t`);
    if (!keys.length) this.line(0, '<none>');
    for (const [i, key] of keys.entries()) {
      if (i) this.write(0, '\t');
      const value = (annotations?.[key] ?? '').replace(/\n$/, '');
      if (value.length + key.length + 2 <= ANNOTATION_MAX && !value.includes('\n')) this.line(0, `${key}: ${value}`);
      else
        this.line(
          0,
          `${key}:\n${value
            .split('\n')
            .map((part) => `\t  ${shorten(part, ANNOTATION_MAX - 2)}`)
            .join('\n')}`,
        );
    }
  }
  /** An object's labels and annotations. */
  marks({ labels, annotations }: ObjectMeta): void {
    this.labels('Labels', labels);
    this.annotations('Annotations', annotations);
  }
  /** The object's events, as a table of their own. */
  events(object: KubeObject, { listers, now, showEvents }: DescribeContext): void {
    if (!showEvents) return;
    const events = eventsAbout(listers, object);
    if (!events.length) {
      this.field('Events', '<none>');
      return;
    }
    this.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
    this.line(1, '----\t------\t----\t----\t-------');
    for (const event of events) {
      this.line(1, [event.type, event.reason, eventAge(event, now), sourceOf(event), event.message.trim()].join('\t'));
    }
  }
  /** What was written, as it stands: with tabs. */
  raw(): string {
    return this.text;
  }
  /** What was written, in columns. */
  aligned(): string {
    return alignTabs(this.text, DESCRIBE_STYLE);
  }
}

/** How most describers begin: its name, its namespace where it has one, its labels and its annotations. */
export function head(writer: DescribeWriter, { metadata }: KubeObject): void {
  writer.field('Name', metadata.name);
  if (metadata.namespace) writer.field('Namespace', metadata.namespace);
  writer.marks(metadata);
}

export function ago(time: string | null | undefined, now: number): string {
  return time ? humanDuration(now - fromTime(time)) : '<unknown>';
}

/** `3s`, or `3s (x4 over 2m)` for what was seen more than once. Models getInterval. */
export function eventAge(event: Event, now: number): string {
  const first = ago(firstSeen(event), now);
  const times = timesSeen(event);
  return times > 1 || event.series ? `${ago(lastSeen(event), now)} (x${times} over ${first})` : first;
}

/** The events about one object, the ones seen longest ago first; those without that time, as the scheduler's, before them. */
export function eventsAbout(listers: Listers, object: KubeObject): readonly Event[] {
  const { namespace = 'default', name, uid } = object.metadata;
  const about = [...listers.listIn('events', namespace)].filter(
    ({ involvedObject }) => involvedObject.kind === object.kind && involvedObject.name === name && (involvedObject.uid === uid || object.kind === 'Node'),
  );
  return about.sort((a, b) => byCode(a.metadata.name, b.metadata.name)).sort((a, b) => byCode(a.lastTimestamp ?? '', b.lastTimestamp ?? ''));
}

/** `ReplicaSet/web-1`, or undefined. */
export function controlledBy(object: KubeObject): string | undefined {
  const owner = controllerOf(object);
  return owner && `${owner.kind}/${owner.name}`;
}
