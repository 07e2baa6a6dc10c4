import { ApiError } from '../../cluster/api/errors.ts';
import { qualifiedName, type ResourceType, resourceOfTable } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG, allFlag, filenameFlags } from '../core/common-flags.ts';
import { asOne, fail, noName, throwAll, withSource } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { findByKey, select } from '../resources/select.ts';
import { CASCADE_FLAG, FORCE_FLAG, GRACE_PERIOD_FLAG, TIMEOUT_FLAG, WAIT_FLAG, propagation } from './deletion.ts';

/** A deletion that waits: what must be gone, by table, key and uid. */
interface DeleteStream extends StreamState {
  readonly waiting: readonly { readonly table: string; readonly key: string; readonly uid: string }[];
  readonly deadlineMs?: number;
}

export const deleteVerb: Verb = {
  path: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  writes: true,
  flags: [
    allFlag('Delete all resources, in the namespace of the specified resource types.'),
    ALL_NAMESPACES_FLAG,
    CASCADE_FLAG,
    DRY_RUN_FLAG,
    FIELD_SELECTOR_FLAG,
    ...filenameFlags('containing the resource to delete.'),
    FORCE_FLAG,
    GRACE_PERIOD_FLAG,
    flag('ignore-not-found', '', 'bool', 'Treat "resource not found" as a successful delete. Defaults to "true" when --all is specified.'),
    flag('interactive', 'i', 'bool', 'If true, delete resource only when user confirms.'),
    flag('now', '', 'bool', 'If true, resources are signaled for immediate shutdown (same as --grace-period=1).'),
    flag('output', 'o', 'string', 'Output mode. Use "-o name" for shorter output (resource/name).'),
    flag('raw', '', 'string', 'Raw URI to DELETE to the server.  Uses the transport specified by the kubeconfig file.'),
    SELECTOR_FLAG,
    TIMEOUT_FLAG,
    { ...WAIT_FLAG, value: 'true' },
  ],
  run(call) {
    const { flags } = call;
    const policy = propagation(call);
    const grace = gracePeriod(call);
    const selects = flags.bool('all') || flags.text('selector') !== '' || flags.text('field-selector') !== '';
    const ignoresMissing = flags.bool('ignore-not-found') || (selects && !flags.has('ignore-not-found'));
    const found = select(call, { all: flags.bool('all'), allNamespaces: flags.bool('all-namespaces'), lazy: true });
    validate(call, grace);
    const waiting: DeleteStream['waiting'][number][] = [];
    const errors: unknown[] = [];
    if (call.namespaceEnforced && !flags.bool('all-namespaces') && found.infos.some((info) => !info.resource.namespaced))
      call.warn('Warning: deleting cluster-scoped resources, not scoped to the provided namespace');
    for (const info of found.infos)
      try {
        const uid = deleteOne(call, info, { propagationPolicy: policy, ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) }, grace);
        if (uid) waiting.push({ table: info.resource.plural, key: keyOfInfo(info), uid });
      } catch (error) {
        if (!(ignoresMissing && error instanceof ApiError && error.reason === 'NotFound')) errors.push(error);
      }
    throwAll([...errors, ...(errors.length ? asOne(found.errors) : found.errors)]);
    // What was named counts as found, also where the server knows nothing of it.
    if (!found.infos.length) call.say('No resources found');
    if (!flags.bool('wait') || call.dryRun !== 'none' || !waiting.length) return undefined;
    const timeout = flags.duration('timeout');
    const stream: DeleteStream = {
      verb: 'delete',
      waiting,
      ...(timeout > 0 ? { deadlineMs: call.context.now + timeout, wakeAtMs: call.context.now + timeout } : {}),
    };
    return stillThere(call, stream);
  },
  advance: (stream, call) => stillThere(call, stream as DeleteStream),
};

/** The state while something is left of what was deleted, or undefined. Fails where the time is over. */
function stillThere(call: Call, stream: DeleteStream): DeleteStream | undefined {
  const waiting = stream.waiting.filter(({ table, key, uid }) => findByKey(call, resourceOfTable(table) as ResourceType, key)?.metadata.uid === uid);
  if (!waiting.length) return undefined;
  if (stream.deadlineMs !== undefined && call.context.now >= stream.deadlineMs) {
    const { table, key } = waiting[0] as DeleteStream['waiting'][number];
    fail(`timed out waiting for the condition on ${table}/${key.slice(key.indexOf('/') + 1)}`);
  }
  return waiting.length === stream.waiting.length ? stream : { ...stream, waiting };
}

function gracePeriod({ flags }: Call): number {
  let grace = flags.int('grace-period');
  if (flags.bool('now')) {
    if (grace !== -1) fail('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  if (grace === 0 && !flags.bool('force')) grace = 1;
  return flags.bool('force') && grace < 0 ? 0 : grace;
}

function validate(call: Call, grace: number): void {
  const { flags } = call;
  const output = flags.text('output');
  if (output && output !== 'name') fail(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.bool('interactive')) fail('--interactive cannot ask here: the console has no answers to type. Leave it out, or look first with --dry-run=client');
  if (flags.text('raw')) fail('--raw is not available here: the cluster has no HTTP endpoints. Use "kubectl delete" with a resource type instead');
  if (flags.bool('force') && grace === 0)
    call.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    );
  else if (flags.bool('force') && grace > 0) fail('--force and --grace-period greater than 0 cannot be specified together');
}

function deleteOne(call: Call, info: Info, options: Parameters<typeof call.context.server.delete>[2], grace: number): string | undefined {
  const tell = (): void => {
    const kind = qualifiedName(info.resource);
    if (call.flags.text('output') === 'name') call.say(`${kind}/${info.name}`);
    else call.say(`${kind} "${info.name}" ${grace === 0 ? 'force deleted' : 'deleted'}${call.dryRunSuffix}`);
  };
  if (call.dryRun === 'client') {
    tell();
    return undefined;
  }
  try {
    if (!info.name) throw noName();
    const { object } = call.context.server.delete(info.resource.plural, keyOfInfo(info), options, call.dryRun === 'server' ? { dryRun: true } : {});
    tell();
    return object.metadata.uid;
  } catch (error) {
    throw withSource('deleting', info.source, error);
  }
}
