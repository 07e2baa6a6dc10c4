import { isPodReady } from '../../kube/pod-status.ts';
import { type KubeObject, controllerOf } from '../../kube/meta.ts';
import type { ResourceType } from '../../kube/resources.ts';
import { matchesMap } from '../../kube/selector.ts';
import type { Pod } from '../../kube/pod.ts';
import { ApiError } from '../../cluster/api/errors.ts';
import type { Call } from '../core/call.ts';
import { digMap } from '../core/dig.ts';
import { fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { hasProgram, programNames } from '../network/programs.ts';
import { listSorted, mustFind } from '../resources/select.ts';
import { resourceFor } from '../resources/mapping.ts';

/** How the API's types are called in Go, for errors about them. */
const goType = ({ version, kind }: ResourceType): string => `*${version}.${kind}`;

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash']);

/** The Pod that `exec` and `logs` mean: by name, or the first of a workload; `told` says which, where there are several. Models polymorphichelpers.AttachablePodForObject. */
export function attachablePod(call: Call, argument: string, told = false): Pod {
  const [type, name] = argument.includes('/') ? (argument.split('/') as [string, string]) : ['pods', argument];
  const resource = resourceFor(type);
  const object = mustFind(call, resource, call.namespace, name);
  if (resource.plural === 'pods') return object as unknown as Pod;
  const own = podsOf(call, resource, object);
  if (told && own.length > 1) call.warn(`Found ${own.length} pods, using pod/${(own.find(isPodReady) ?? own[0])?.metadata.name}`);
  return own.find(isPodReady) ?? own[0] ?? fail(`no pods found for ${argument}`);
}

/** The Pods of a workload, or those that a Service selects. */
export function podsOf(call: Call, resource: ResourceType, object: KubeObject): readonly Pod[] {
  const pods = listSorted(call, resourceFor('pods'), call.namespace) as unknown as readonly Pod[];
  if (resource.plural === 'services') {
    const selector = digMap(object, 'spec.selector');
    if (!Object.keys(selector).length) fail(`invalid service '${object.metadata.name}': Service is defined without a selector`);
    return pods.filter((pod) => matchesMap(selector, pod.metadata.labels));
  }
  if (!WITH_PODS.has(resource.plural)) fail(`cannot get the logs from ${goType(resource)}: selector for ${goType(resource)} not implemented`);
  const belongs = (pod: Pod): boolean => {
    for (let owner = controllerOf(pod); owner;) {
      if (owner.uid === object.metadata.uid) return true;
      const above = call.context.listers.get(resourceFor(owner.kind).plural, `${call.namespace}/${owner.name}`);
      owner = above && controllerOf(above);
    }
    return false;
  };
  return pods.filter(belongs);
}

const WITH_PODS: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs']);

export const namesOf = ({ spec }: Pod): string =>
  [...spec.containers.map(({ name }) => name), ...(spec.initContainers ?? []).map(({ name }) => `${name} (init)`)].join(', ');

/** The container that is meant: the one that was named, or the first. */
export function containerOf(pod: Pod, name: string, listed = false): string {
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  if (!name) return pod.spec.containers[0]?.name ?? '';
  if (!all.some((container) => container.name === name))
    fail(`container ${name} is not valid for pod ${pod.metadata.name}${listed ? ` out of: ${namesOf(pod)}` : ''}`);
  return name;
}

export const exec: Verb = {
  path: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  short: 'Execute a command in a container',
  // A program changes nothing, but for requests in a loop, which are load, and for the file that a readiness probe looks at.
  writes: (call) => /\b(?:while|until|rm|touch)\b/.test(call.args.join(' ')),
  flags: [
    flag(
      'container',
      'c',
      'string',
      'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
    ),
    flag('pod-running-timeout', '', 'duration', 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running', {
      value: '1m0s',
    }),
    flag('stdin', 'i', 'bool', 'Pass stdin to the container'),
    flag('tty', 't', 'bool', 'Stdin is a TTY'),
    flag('quiet', 'q', 'bool', 'Only print output from the remote session'),
  ],
  run(call) {
    const dash = call.flags.argsBeforeDash;
    const [target, ...before] = dash < 0 ? call.args : call.args.slice(0, dash);
    if (!target) fail('pod, type/name or --filename must be specified');
    if (dash < 0 && before.length) failUsage('exec', 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    const words = dash < 0 ? before : call.args.slice(dash);
    if (!words.length) fail('you must specify at least one command for the container');
    const pod = attachablePod(call, target as string);
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed')
      fail(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
    const container = containerOf(pod, call.flags.text('container'), true);
    const status = pod.status.containerStatuses?.find((each) => each.name === container);
    if (!pod.spec.nodeName) throw new ApiError('BadRequest', `pod ${pod.metadata.name} does not have a host assigned`);
    if (!status?.state?.running) fail(`Internal error occurred: unable to upgrade connection: container not found (${JSON.stringify(container)})`);
    startProgram(call, pod, container, words);
  },
};

/** A shell alone waits for lines, which the terminal then sends one by one, or ends at once where nothing comes in; with `-c` it runs its line. */
function startProgram(call: Call, pod: Pod, container: string, words: readonly string[]): void {
  const [program = '', ...args] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (SHELLS.has(name)) {
    if (!args.includes('-c')) {
      if (call.flags.bool('stdin')) call.enters = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, container, shell: name };
      return;
    }
  } else if (!hasProgram(name)) {
    call.code = 127;
    call.warn(`OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(program)}: executable file not found in $PATH`);
    call.warn(`The simulated containers know: ${programNames().join(', ')}`);
    return;
  }
  call.inside = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, words: [name, ...args], by: 'exec', remove: false };
}
