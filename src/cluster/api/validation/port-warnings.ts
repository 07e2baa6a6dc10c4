import { quote } from './field.ts';
import type { FullContainer } from './types.ts';

/** Ports that stand in each other's way, across all containers of a Pod. Models the part of pkg/api/pod/warnings.go about ports. */
interface Port {
  readonly name?: string;
  readonly containerPort?: number;
  readonly protocol?: string;
  readonly hostIP?: string;
  readonly hostPort?: number;
}
type Placed = readonly [port: Port, field: string];

/** As Go prints the structure with %+v. */
const shown = ({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: Port): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

function conflict(port: Port, other: Port): string | undefined {
  const [ip, otherIP] = [port.hostIP ?? '', other.hostIP ?? ''];
  const [host, otherHost] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (ip === otherIP && host === otherHost) return 'duplicate';
  if (host === 0 || otherHost === 0) return 'overlapping';
  return host === otherHost && (ip === '') !== (otherIP === '') ? 'dangerously ambiguous' : undefined;
}

export function* portWarnings(containers: readonly (readonly [FullContainer, string])[]): Iterable<string> {
  const all: readonly Placed[] = containers.flatMap(([one, at]) =>
    ((one.ports ?? []) as readonly Port[]).map((port, i): Placed => [port, `${at}.ports[${i}]`]),
  );
  const byNumber = new Map<string, Placed[]>();
  for (const placed of all) {
    const [port, at] = placed;
    if (port.hostIP && !port.hostPort) yield `${at}: hostIP set without hostPort: ${shown(port)}`;
    const key = `${port.containerPort}/${port.protocol ?? ''}`;
    const others = byNumber.get(key) ?? [];
    for (const [other, otherAt] of others) {
      const kind = conflict(port, other);
      if (kind) yield `${at}: ${kind} port definition with ${otherAt}`;
    }
    byNumber.set(key, [...others, placed]);
  }
  const names = new Map<string, string>();
  for (const [{ name }, at] of all) {
    if (!name) continue;
    const other = names.get(name);
    if (other === undefined) names.set(name, at);
    else yield `${at}: duplicate port name ${quote(name)} with ${other}, services and probes that select ports by name will use ${other}`;
  }
}
