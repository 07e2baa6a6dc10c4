import type { IntOrString } from '../../../kube/meta.ts';
import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, notSupported, required } from './field.ts';
import { nonNegative } from './meta.ts';
import { invalidFor, isHeaderName, isPortName, isPortNumber } from './names.ts';
import type { FullContainer, FullProbe, Handler, HttpGet } from './types.ts';

/** Probes, hooks and the handlers that they share. Models validateProbe, validateLifecycle and validateHandler. */

export function* portNumberOrName(port: IntOrString | undefined, field: string): Iterable<Cause> {
  const value = port ?? 0;
  yield* invalidFor(field, value, typeof value === 'number' ? isPortNumber(value) : isPortName(value));
}

function* httpGet({ path = '', port, scheme = '', httpHeaders = [] }: HttpGet, field: string): Iterable<Cause> {
  if (!path) yield required(`${field}.path`);
  yield* portNumberOrName(port, `${field}.port`);
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') yield notSupported(`${field}.scheme`, scheme, ['HTTP', 'HTTPS']);
  for (const { name } of httpHeaders) yield* invalidFor(`${field}.httpHeaders`, name, isHeaderName(name));
}

type Rule = (handler: Handler, field: string, graceSeconds: number | undefined) => Iterable<Cause>;
const HANDLERS: readonly (readonly [keyof Handler, Rule])[] = [
  [
    'exec',
    function* ({ exec }, field) {
      if (!exec?.command?.length) yield required(`${field}.command`);
    },
  ],
  ['httpGet', (handler, field) => httpGet(handler.httpGet ?? {}, field)],
  ['tcpSocket', (handler, field) => portNumberOrName(handler.tcpSocket?.port, `${field}.port`)],
  ['grpc', (handler, field) => portNumberOrName(handler.grpc?.port, `${field}.port`)],
  [
    'sleep',
    function* ({ sleep }, field, graceSeconds) {
      const seconds = sleep?.seconds ?? 0;
      if (graceSeconds !== undefined && (seconds < 0 || seconds > graceSeconds))
        yield invalidValue(field, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`);
    },
  ],
];

/** Exactly one way to do it. */
function* handler(given: Handler, graceSeconds: number | undefined, field: string): Iterable<Cause> {
  let found = 0;
  for (const [name, rule] of HANDLERS) {
    if (given[name] === undefined) continue;
    if (found++) yield forbidden(`${field}.${name}`, 'may not specify more than 1 handler type');
    else yield* rule(given, `${field}.${name}`, graceSeconds);
  }
  if (!found) yield required(field, 'must specify a handler type');
}

function* probe(given: FullProbe, graceSeconds: number | undefined, field: string): Iterable<Cause> {
  yield* handler(given, graceSeconds, field);
  for (const name of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const)
    yield* nonNegative(given[name], `${field}.${name}`);
  const own = given.terminationGracePeriodSeconds;
  if (own !== undefined && own <= 0) yield invalidValue(`${field}.terminationGracePeriodSeconds`, own, 'must be greater than 0');
}

/** The three probes of a container; only a readiness probe may want more than one success. */
export function* probes(container: FullContainer, graceSeconds: number | undefined, field: string): Iterable<Cause> {
  const once = function* (given: FullProbe, at: string): Iterable<Cause> {
    yield* probe(given, graceSeconds, at);
    if (given.successThreshold !== 1) yield invalidValue(`${at}.successThreshold`, given.successThreshold ?? 0, 'must be 1');
  };
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe) yield* once(livenessProbe as FullProbe, `${field}.livenessProbe`);
  if (readinessProbe) {
    const at = `${field}.readinessProbe`;
    yield* probe(readinessProbe as FullProbe, graceSeconds, at);
    const own = readinessProbe.terminationGracePeriodSeconds;
    if (own !== undefined) yield invalidValue(`${at}.terminationGracePeriodSeconds`, own, 'must not be set for readinessProbes');
  }
  if (startupProbe) yield* once(startupProbe as FullProbe, `${field}.startupProbe`);
}

export function* lifecycle(given: FullContainer['lifecycle'], graceSeconds: number | undefined, field: string): Iterable<Cause> {
  if (given?.postStart) yield* handler(given.postStart, graceSeconds, `${field}.postStart`);
  if (given?.preStop) yield* handler(given.preStop, graceSeconds, `${field}.preStop`);
}
