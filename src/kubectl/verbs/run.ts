import { notFound } from '../../cluster/api/errors.ts';
import { mergePatch } from '../../cluster/api/patch.ts';
import { isPodReady } from '../../kube/pod-status.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, SAVE_CONFIG_FLAG, fieldManagerFlag } from '../core/common-flags.ts';
import { fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { jsonOfFlag } from '../core/go-json.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Generated, makeGenerated } from './generate.ts';

const IMAGE =
  /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

export const run: Verb = {
  path: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  writes: true,
  required: ['image'],
  flags: [
    flag('annotations', '', 'array', 'Annotations to apply to the pod.'),
    flag(
      'attach',
      '',
      'bool',
      "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true. With '--restart=Never' the exit code of the container process is returned.",
    ),
    flag(
      'command',
      '',
      'bool',
      "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default.",
    ),
    DRY_RUN_FLAG,
    flag('env', '', 'array', 'Environment variables to set in the container.'),
    flag('expose', '', 'bool', 'If true, create a ClusterIP service associated with the pod.  Requires `--port`.'),
    fieldManagerFlag('kubectl-run'),
    flag('image', '', 'string', 'The image for the container to run.'),
    flag(
      'image-pull-policy',
      '',
      'string',
      'The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.',
    ),
    flag('labels', 'l', 'string', 'Comma separated labels to apply to the pod. Will override previous values.'),
    flag(
      'leave-stdin-open',
      '',
      'bool',
      'If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes. By default, stdin will be closed after the first attach completes.',
    ),
    flag(
      'overrides',
      '',
      'string',
      'An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.',
    ),
    flag('override-type', '', 'string', 'The method used to override the generated object: json, merge, or strategic.', { value: 'merge' }),
    flag('pod-running-timeout', '', 'duration', 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running', {
      value: '1m0s',
    }),
    flag('port', '', 'string', 'The port that this container exposes.'),
    ...PRINT_FLAGS,
    flag('privileged', '', 'bool', 'If true, run the container in privileged mode.'),
    flag('quiet', 'q', 'bool', 'If true, suppress prompt messages.'),
    { ...RECORD_FLAG, hidden: true },
    flag('restart', '', 'string', 'The restart policy for this Pod.  Legal values [Always, OnFailure, Never].', { value: 'Always' }),
    flag('rm', '', 'bool', "If true, delete the pod after it exits.  Only valid when attaching to the container, e.g. with '--attach' or with '-i/--stdin'."),
    SAVE_CONFIG_FLAG,
    flag('stdin', 'i', 'bool', 'Keep stdin open on the container in the pod, even if nothing is attached.'),
    flag('tty', 't', 'bool', 'Allocate a TTY for the container in the pod.'),
  ],
  run(call) {
    const { flags, args } = call;
    const [name, ...words] = args;
    if (name === undefined || flags.argsBeforeDash === 0) return failUsage('run', 'NAME is required for run');
    validate(call);
    const made = podFor(call, name, words);
    const pod = flags.text('overrides') ? (mergePatch(made, jsonOfFlag(flags.text('overrides'), '')) as Generated) : made;
    const attaches = flags.bool('stdin') || flags.bool('attach');
    // The Pod is made first, and told of last.
    const tell = operationPrinter(call);
    const created = makeGenerated(call, pod);
    if (flags.bool('expose')) {
      tell('created', makeGenerated(call, serviceFor(call, name, pod)));
      if (flags.text('output') === 'yaml') call.say('---');
    }
    if (!attaches || !isProgram(words)) tell('created', created);
    if (!attaches) return undefined;
    if (!isProgram(words)) {
      call.warn(
        `warning: couldn't attach to pod/${name}: the playground's containers take no input. See what it prints with "kubectl logs ${name}"${flags.bool('rm') ? `, and delete it with "kubectl delete pod ${name}"` : ''}`,
      );
      return undefined;
    }
    const deadlineMs = call.context.now + (flags.duration('pod-running-timeout') || 60_000);
    return {
      verb: 'run',
      pod: name,
      namespace: pod.metadata.namespace ?? call.namespace,
      program: words,
      deadlineMs,
      wakeAtMs: deadlineMs,
    } satisfies RunStream;
  },
  advance(state, call) {
    const stream = state as RunStream;
    const { namespace, pod: name, program } = stream;
    const pod = call.context.listers.get('pods', `${namespace}/${name}`);
    if (!pod) throw notFound('pods', name);
    if (isPodReady(pod)) {
      if (!call.flags.bool('quiet')) call.warn("If you don't see a command prompt, try pressing enter.");
      call.inside = { namespace, pod: name, words: program, by: 'run', remove: call.flags.bool('rm') };
      return undefined;
    }
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return undefined;
    if (call.context.now >= stream.deadlineMs) fail('timed out waiting for the condition');
    return stream;
  },
  interrupt(state, call) {
    const { namespace, pod } = state as RunStream;
    if (!call.flags.bool('rm') || !call.context.listers.get('pods', `${namespace}/${pod}`)) return;
    call.context.server.delete('pods', `${namespace}/${pod}`);
    call.say(`pod "${pod}" deleted`);
  },
};

/** An attached run that waits for its Pod. */
interface RunStream extends StreamState {
  readonly pod: string;
  readonly namespace: string;
  readonly program: readonly string[];
  readonly deadlineMs: number;
}

/** Whether the words are something that ends by itself, and not a shell that would read from a terminal. */
function isProgram([program, ...args]: readonly string[]): boolean {
  return program !== undefined && (!/^(?:\/bin\/)?(?:ba|a)?sh$/.test(program) || args.includes('-c'));
}

function validate(call: Call): void {
  const { flags } = call;
  const image = flags.text('image');
  if (!image) fail('--image is required');
  if (!IMAGE.test(image)) fail(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.bool('tty') && !flags.bool('stdin')) failUsage('run', '-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && !flags.text('port')) failUsage('run', '--port must be set when exposing a service');
  if (!['Always', 'OnFailure', 'Never'].includes(flags.text('restart'))) failUsage('run', `invalid restart policy: ${flags.text('restart')}`);
  if (flags.bool('rm') && !flags.bool('stdin') && !flags.bool('attach')) failUsage('run', '--rm should only be used for attached containers');
  if ((flags.bool('stdin') || flags.bool('attach')) && call.dryRun !== 'none')
    failUsage('run', "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  const pull = flags.text('image-pull-policy');
  if (pull && !['Always', 'IfNotPresent', 'Never'].includes(pull)) failUsage('run', `invalid image pull policy: ${pull}`);
}

function pairs(specs: readonly string[], what: string): Record<string, string> {
  return Object.fromEntries(
    specs.map((spec) => {
      const equals = spec.indexOf('=');
      if (equals <= 0) fail(`${what === 'label spec' ? 'unexpected' : 'invalid'} ${what}: ${spec}`);
      return [spec.slice(0, equals), spec.slice(equals + 1)];
    }),
  );
}

function podFor(call: Call, name: string, words: readonly string[]): Generated {
  const { flags } = call;
  const labels = flags.text('labels') ? pairs(flags.text('labels').split(','), 'label spec') : { run: name };
  const annotations = pairs(flags.list('annotations'), 'annotation spec');
  const env = Object.entries(pairs(flags.list('env'), 'env')).map(([key, value]) => ({ name: key, value }));
  const pull = flags.text('image-pull-policy');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: call.namespace, labels, ...(Object.keys(annotations).length ? { annotations } : {}) },
    spec: {
      containers: [
        {
          name,
          image: flags.text('image'),
          ...(words.length ? { [flags.bool('command') ? 'command' : 'args']: words } : {}),
          ...(env.length ? { env } : {}),
          ...(pull ? { imagePullPolicy: pull } : {}),
          ...(flags.text('port') ? { ports: [{ containerPort: Number(flags.text('port')) }] } : {}),
          ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
          ...(flags.bool('stdin') ? { stdin: true, ...(flags.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
          ...(flags.bool('tty') ? { tty: true } : {}),
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: flags.has('restart') ? flags.text('restart') : flags.bool('stdin') ? 'OnFailure' : 'Always',
    },
  };
}

function serviceFor(call: Call, name: string, pod: Generated): Generated {
  const port = Number(call.flags.text('port'));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: call.namespace },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: pod.metadata.labels ?? {} },
  };
}
