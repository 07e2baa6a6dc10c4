import { resourceName } from '../../cluster/api/server.ts';
import { notFound } from '../../cluster/api/errors.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG, allFlag, filenameFlags } from '../core/common-flags.ts';
import { fail, plainMessage, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { recorded, writeOptions } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { findByKey, select } from '../resources/select.ts';
import { resourceOfTable, type ResourceType } from '../../kube/resources.ts';
import { digNumber } from '../core/dig.ts';

/** `scale --timeout` while it waits for the last of the replicas. */
interface ScaleStream extends StreamState {
  readonly waiting: readonly { readonly table: string; readonly key: string; readonly name: string }[];
  readonly replicas: number;
  readonly deadlineMs: number;
}

export const scale: Verb = {
  path: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  writes: true,
  required: ['replicas'],
  flags: [
    allFlag('Select all resources in the namespace of the specified resource types'),
    flag(
      'current-replicas',
      '',
      'int',
      'Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.',
      { value: '-1' },
    ),
    DRY_RUN_FLAG,
    ...filenameFlags('identifying the resource to set a new size'),
    ...PRINT_FLAGS,
    { ...RECORD_FLAG, hidden: true },
    flag('replicas', '', 'int', 'The new desired number of replicas. Required.', { value: '0' }),
    flag('resource-version', '', 'string', 'Precondition for resource version. Requires that the current resource version match this value in order to scale.'),
    SELECTOR_FLAG,
    flag(
      'timeout',
      '',
      'duration',
      "The length of time to wait before giving up on a scale operation, zero means don't wait. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
      { value: '0s' },
    ),
  ],
  run(call) {
    const { flags } = call;
    const replicas = flags.int('replicas');
    if (replicas < 0) fail('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    if (flags.int('current-replicas') < -1) fail('The --current-replicas must specify an integer of -1 or greater');
    const found = select(call, { typeAloneIsAll: flags.bool('all'), latest: true });
    if (flags.text('resource-version') && found.infos.length > 1) fail('cannot use --resource-version with multiple resources');
    if (!found.infos.length) fail(found.errors.length ? `no objects passed to scale ${plainMessage(found.errors[0])}` : 'no objects passed to scale');
    const tell = operationPrinter(call);
    for (const info of found.infos) {
      if (call.dryRun !== 'client') {
        checkPreconditions(call, info);
        call.context.server.patch(info.resource.plural, keyOfInfo(info), { spec: { replicas } }, 'merge', { ...writeOptions(call), subresource: 'scale' });
        remember(call, info);
      }
      tell('scaled', info.object);
    }
    throwAll(found.errors);
    const timeout = flags.duration('timeout');
    if (!timeout || call.dryRun !== 'none') return undefined;
    const deadlineMs = call.context.now + timeout;
    const waiting = found.infos.map((info) => ({ table: info.resource.plural, key: keyOfInfo(info), name: info.name }));
    return { verb: 'scale', waiting, replicas, deadlineMs, wakeAtMs: deadlineMs } satisfies ScaleStream;
  },
  advance(stream, call) {
    const { waiting, replicas, deadlineMs } = stream as ScaleStream;
    const left = waiting.filter(({ table, key, name }) => {
      const object = findByKey(call, resourceOfTable(table) as ResourceType, key);
      if (!object) throw notFound(resourceName(resourceOfTable(table) as ResourceType), name);
      return digNumber(object, 'spec.replicas') === replicas && digNumber(object, 'status.replicas') !== replicas;
    });
    if (!left.length) return undefined;
    if (call.context.now >= deadlineMs) fail(`timed out waiting for ${JSON.stringify(left[0]?.name)} to be synced`);
    return left.length === waiting.length ? stream : { ...stream, waiting: left };
  },
};

function checkPreconditions(call: Call, info: Info): void {
  const size = call.flags.int('current-replicas');
  const version = call.flags.text('resource-version');
  if (size === -1 && !version) return;
  const current = call.context.server.scale(info.resource.plural, keyOfInfo(info));
  const now = current.spec.replicas ?? 0;
  if (size !== -1 && now !== size) fail(`Expected replicas to be ${size}, was ${now}`);
  if (version && current.metadata.resourceVersion !== version) fail(`Expected resource version to be ${version}, was ${current.metadata.resourceVersion}`);
}

/** `--record` writes the annotation by a patch of its own. */
function remember(call: Call, info: Info): void {
  if (!call.flags.bool('record') || call.dryRun !== 'none') return;
  const { annotations } = recorded(call, info.object).metadata;
  call.context.server.patch(info.resource.plural, keyOfInfo(info), { metadata: { annotations } }, 'merge', writeOptions(call));
}
