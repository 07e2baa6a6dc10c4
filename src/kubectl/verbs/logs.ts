import type { Pod } from '../../kube/pod.ts';
import { fromTime, toTime } from '../../kube/time.ts';
import { ApiError } from '../../cluster/api/errors.ts';
import type { Call } from '../core/call.ts';
import { SELECTOR_FLAG } from '../core/common-flags.ts';
import { fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { resourceFor } from '../resources/mapping.ts';
import { attachablePod, containerOf, namesOf, podsOf } from './exec.ts';
import { mustFind, select } from '../resources/select.ts';

interface LogStream extends StreamState {
  readonly pod: string;
  readonly container: string;
  readonly printed: number;
}

interface Line {
  readonly at: number;
  readonly text: string;
}

/** What a container's simulated program has printed: that it started, that it was ready, that it was told to stop, that it crashed. */
function linesOf(pod: Pod, container: string, previous: boolean): readonly Line[] {
  const status = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])].find((each) => each.name === container);
  const ended = previous ? status?.lastState?.terminated : (status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined));
  const startedAt = previous ? ended?.startedAt : (status?.state?.running?.startedAt ?? ended?.startedAt);
  if (!startedAt) return [];
  const start = fromTime(startedAt);
  const lines: Line[] = [{ at: start, text: `starting ${status?.image ?? ''}` }];
  const ready = pod.status.conditions?.find((condition) => condition.type === 'Ready');
  if (!ended && ready?.status === 'True' && ready.lastTransitionTime) lines.push({ at: fromTime(ready.lastTransitionTime), text: 'ready to serve' });
  if (ended)
    lines.push({ at: ended.finishedAt ? fromTime(ended.finishedAt) : start, text: ended.exitCode ? `fatal: exiting with code ${ended.exitCode}` : 'done' });
  if (!ended && pod.metadata.deletionTimestamp)
    lines.push({
      at: fromTime(pod.metadata.deletionTimestamp) - (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000,
      text: 'signal 15 (SIGTERM) received, shutting down',
    });
  return lines;
}

function print(call: Call, pod: Pod, container: string, lines: readonly Line[]): void {
  const prefix =
    call.flags.bool('prefix') || call.flags.bool('all-containers') || call.flags.bool('all-pods') ? `[pod/${pod.metadata.name}/${container}] ` : '';
  for (const { at, text } of lines) call.say(`${prefix}${call.flags.bool('timestamps') ? `${toTime(at)} ` : ''}${text}`);
}

/** The Pod whose lines are asked for; where there is none, kubectl says in which namespace it has looked. */
function podOf(call: Call, argument: string): Pod {
  try {
    return attachablePod(call, argument, true);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound')
      return fail(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(call.namespace)}`);
    throw error;
  }
}

/** The Pod that an argument means, or with `--all-pods` every Pod of that workload. */
function podsNamed(call: Call, argument: string): readonly Pod[] {
  const [type, name] = argument.split('/');
  if (!call.flags.bool('all-pods') || name === undefined) return [podOf(call, argument)];
  const resource = resourceFor(type as string);
  return podsOf(call, resource, mustFind(call, resource, call.namespace, name));
}

/** What is asked of the lines: the last so many, or since when. */
function chosen(call: Call, lines: readonly Line[], tail: number): readonly Line[] {
  const moment = call.flags.text('since-time');
  const since = call.flags.has('since') ? call.context.now - call.flags.duration('since') : moment ? fromTime(moment) : undefined;
  const recent = since === undefined ? lines : lines.filter((line) => line.at >= since);
  return tail < 0 ? recent : recent.slice(Math.max(0, recent.length - tail));
}

function checkStarted(pod: Pod, container: string, previous: boolean): void {
  const status = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])].find((each) => each.name === container);
  if (previous && !status?.lastState?.terminated)
    throw new ApiError('BadRequest', `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} not found`);
  const waiting = status ? status.state?.waiting?.reason : 'ContainerCreating';
  if (previous || !waiting || status?.lastState?.terminated) return;
  const why = waiting === 'ContainerCreating' || waiting === 'PodInitializing' ? waiting : `trying and failing to pull image`;
  throw new ApiError('BadRequest', `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} is waiting to start: ${why}`);
}

export const logs: Verb = {
  path: 'logs',
  aliases: ['log'],
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  short: 'Print the logs for a container in a pod',
  flags: [
    flag('all-containers', '', 'bool', "Get all containers' logs in the pod(s)."),
    flag('container', 'c', 'string', 'Print the logs of this container'),
    flag('all-pods', '', 'bool', 'Get logs from all pod(s). Sets prefix to true.'),
    flag('follow', 'f', 'bool', 'Specify if the logs should be streamed.'),
    flag('ignore-errors', '', 'bool', 'If watching / following pod logs, allow for any errors that occur to be non-fatal'),
    flag('limit-bytes', '', 'int', 'Maximum bytes of logs to return. Defaults to no limit.', { value: '0' }),
    flag('max-log-requests', '', 'int', 'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.', { value: '5' }),
    flag('pod-running-timeout', '', 'duration', 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running', {
      value: '20s',
    }),
    flag('prefix', '', 'bool', 'Prefix each log line with the log source (pod name and container name)'),
    flag('previous', 'p', 'bool', 'If true, print the logs for the previous instance of the container in a pod if it exists.'),
    SELECTOR_FLAG,
    flag(
      'since',
      '',
      'duration',
      'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.',
      { value: '0s' },
    ),
    flag('since-time', '', 'string', 'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.'),
    flag(
      'tail',
      '',
      'int',
      'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
      { value: '-1' },
    ),
    flag('timestamps', '', 'bool', 'Include timestamps on each line in the log output'),
  ],
  run(call) {
    const { flags, args } = call;
    let tail = flags.int('tail');
    const selector = flags.text('selector');
    if ((!args.length && !selector) || args.length > 2)
      failUsage('logs', "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command");
    if (args.length === 1 && selector) failUsage('logs', 'only a selector (-l) or a POD name is allowed');
    if (flags.text('since-time') && flags.duration('since')) fail('at most one of `sinceTime` or `sinceSeconds` may be specified');
    if (flags.bool('all-containers') && (flags.text('container') || args[1]))
      fail(`--all-containers=true should not be specified with container name ${flags.text('container') || args[1]}`);
    if (flags.has('container') && args.length === 2) fail('only one of -c or an inline [CONTAINER] arg is allowed');
    if (flags.duration('since') < 0) fail('--since must be greater than 0');
    if (flags.int('tail') < -1) fail('--tail must be greater than or equal to -1');
    if (selector && !flags.has('tail')) tail = 10;
    const pods = selector ? select(call, { args: ['pods'] }).infos.map((info) => info.object as unknown as Pod) : podsNamed(call, args[0] as string);
    if (!pods.length) call.warn(`No resources found in ${call.namespace} namespace.`);
    for (const pod of pods) {
      const names = flags.bool('all-containers')
        ? [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((container) => container.name)
        : [containerOf(pod, flags.text('container') || (args[1] ?? ''))];
      if (
        names.length === 1 &&
        !flags.has('container') &&
        !flags.bool('all-containers') &&
        !args[1] &&
        pod.spec.containers.length + (pod.spec.initContainers ?? []).length > 1
      )
        call.warn(`Defaulted container ${JSON.stringify(names[0])} out of: ${namesOf(pod)}`);
      for (const name of names) {
        checkStarted(pod, name, flags.bool('previous'));
        print(call, pod, name, chosen(call, linesOf(pod, name, flags.bool('previous')), tail));
      }
    }
    const [pod] = pods;
    if (!flags.bool('follow') || !pod) return undefined;
    const container = containerOf(pod, flags.text('container'));
    return {
      verb: 'logs',
      pod: `${pod.metadata.namespace}/${pod.metadata.name}`,
      container,
      printed: linesOf(pod, container, false).length,
    } satisfies LogStream;
  },
  advance(stream, call) {
    const state = stream as LogStream;
    const pod = call.context.listers.get('pods', state.pod);
    if (!pod) return undefined;
    const lines = linesOf(pod, state.container, false);
    if (lines.length <= state.printed) return stream;
    print(call, pod, state.container, lines.slice(state.printed));
    return { ...state, printed: lines.length };
  },
};
