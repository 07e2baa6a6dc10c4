import type { Container, Probe } from '../../kube/pod.ts';
import type { Behaviour } from './behaviour.ts';

/** The kubelet's defaults, should a manifest that was never defaulted get here. */
const PERIOD_S = 10;
const FAILURES = 3;

/** What somebody said about a Pod's readiness probe: its answer, and since when (virtual ms). */
export interface Override {
  readonly ready: boolean;
  readonly sinceMs: number;
}

/** When each of a running container's probes will have decided something, in virtual ms; undefined is never. */
export interface ProbeTimes {
  /** The startup probe has succeeded; that of a container without one has from the beginning. */
  readonly started: number | undefined;
  /** The startup or the liveness probe has failed too often: the container is killed, and which of them it was. */
  readonly killed: { readonly at: number; readonly probe: 'Startup' | 'Liveness' } | undefined;
  readonly ready: number | undefined;
  readonly unready: number | undefined;
}

const period = (probe: Probe): number => Math.max(1, probe.periodSeconds ?? PERIOD_S) * 1000;

/** The n-th attempt (from 1) of those at `base`, `base` + period, … that is not before `from`. */
function attempt(probe: Probe, base: number, from: number, n: number): number {
  const step = period(probe);
  return base + (Math.max(0, Math.ceil((from - base) / step)) + n - 1) * step;
}

function firstAttempt(probe: Probe, runningSince: number): number {
  return runningSince + (probe.initialDelaySeconds ?? 0) * 1000;
}

/**
 * Follows a running container's probes. Models the prober's workers: each probe is tried every `periodSeconds`, readiness and
 * liveness only once the startup probe has succeeded, and it takes `successThreshold` or `failureThreshold` answers in a row.
 */
export function probeTimes(container: Container, behaviour: Behaviour, override: Override | undefined, runningSince: number): ProbeTimes {
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const liveAt = runningSince + behaviour.liveDelay;
  const hangAt = behaviour.hangAfter === undefined ? undefined : runningSince + behaviour.hangAfter;
  let started: number | undefined = runningSince;
  if (startupProbe) {
    const base = firstAttempt(startupProbe, runningSince);
    const success = attempt(startupProbe, base, liveAt, 1);
    const failure = base + ((startupProbe.failureThreshold ?? FAILURES) - 1) * period(startupProbe);
    if (failure < success) return { started: undefined, killed: { at: failure, probe: 'Startup' }, ready: undefined, unready: undefined };
    started = success;
  }
  const answering = answeringReadiness(behaviour, override, runningSince, hangAt);
  const killed = livenessProbe && livenessFailure(livenessProbe, Math.max(firstAttempt(livenessProbe, runningSince), started), liveAt, hangAt);
  if (!readinessProbe) {
    const ready = answering.from === undefined ? undefined : Math.max(answering.from, started);
    return { started, killed, ready, unready: answering.until };
  }
  const base = Math.max(firstAttempt(readinessProbe, runningSince), started);
  return {
    started,
    killed,
    ready: answering.from === undefined ? undefined : attempt(readinessProbe, base, answering.from, readinessProbe.successThreshold ?? 1),
    unready: answering.until === undefined ? undefined : attempt(readinessProbe, base, answering.until, readinessProbe.failureThreshold ?? FAILURES),
  };
}

/** From when, and until when, the program says that it is ready. Either may be missing: `until` where it is not ready any more. */
function answeringReadiness(
  behaviour: Behaviour,
  override: Override | undefined,
  runningSince: number,
  hangAt: number | undefined,
): { from: number | undefined; until: number | undefined } {
  if (override?.ready) return { from: Math.max(runningSince, override.sinceMs), until: undefined };
  if (override) return { from: undefined, until: Math.max(runningSince, override.sinceMs) };
  if (behaviour.fault === 'NeverReady') return { from: undefined, until: Math.max(runningSince, behaviour.sinceMs) };
  return { from: runningSince + behaviour.readyDelay, until: hangAt };
}

function livenessFailure(probe: Probe, base: number, liveAt: number, hangAt: number | undefined): ProbeTimes['killed'] {
  const failures = probe.failureThreshold ?? FAILURES;
  const early = base + (failures - 1) * period(probe);
  if (early < liveAt) return { at: early, probe: 'Liveness' };
  return hangAt === undefined ? undefined : { at: attempt(probe, base, hangAt, failures), probe: 'Liveness' };
}
