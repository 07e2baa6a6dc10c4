import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, SAVE_CONFIG_FLAG, VALIDATE_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { fail, noName, withSource } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { withUpdatedConfiguration } from '../core/last-applied.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { create, fieldValidation, recorded, update } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { qualifiedName } from '../../kube/resources.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { type Found, findByKey, forEach, select } from '../resources/select.ts';
import { CASCADE_FLAG, FORCE_FLAG, GRACE_PERIOD_FLAG, TIMEOUT_FLAG, WAIT_FLAG, propagation } from './deletion.ts';

/** `replace --force` while the old objects go. */
interface ReplaceStream extends StreamState {
  readonly uids: readonly string[];
}

export const replace: Verb = {
  path: 'replace',
  use: 'replace -f FILENAME',
  short: 'Replace a resource by file name or stdin',
  writes: true,
  flags: [
    CASCADE_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-replace'),
    ...filenameFlags('to use to replace the resource.'),
    FORCE_FLAG,
    GRACE_PERIOD_FLAG,
    ...PRINT_FLAGS,
    flag('raw', '', 'string', 'Raw URI to PUT to the server.  Uses the transport specified by the kubeconfig file.'),
    { ...RECORD_FLAG, hidden: true },
    SAVE_CONFIG_FLAG,
    flag(
      'subresource',
      '',
      'string',
      'If specified, replace will operate on the subresource of the requested object. This flag is beta and may change in the future.',
    ),
    TIMEOUT_FLAG,
    VALIDATE_FLAG,
    WAIT_FLAG,
  ],
  run(call) {
    validate(call);
    const found = read(call);
    if (call.flags.bool('force')) return begin(call, found);
    const tell = operationPrinter(call);
    forEach(found, (info) => {
      try {
        if (!info.name) throw noName();
        tell('replaced', update(call, prepared(call, info)));
      } catch (error) {
        throw withSource('replacing', info.source, error);
      }
    });
    return undefined;
  },
  advance: (stream, call) => finish(call, stream as ReplaceStream),
};

function validate(call: Call): void {
  const { flags, args } = call;
  if (flags.int('grace-period') >= 0 && !flags.bool('force')) fail('--grace-period must have --force specified');
  if (flags.duration('timeout') && !flags.bool('force')) fail('--timeout must have --force specified');
  if (flags.text('raw')) fail('--raw is not available here: the cluster has no HTTP endpoints. Use "kubectl replace -f" with a file instead');
  if (!flags.list('filename').length && !flags.text('kustomize')) fail('must specify one of -f and -k');
  if (args.length) fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
}

const read = (call: Call): Found => select(call, { args: [], validate: fieldValidation(call) !== 'Ignore' });
const prepared = (call: Call, info: Info): KubeObject => recorded(call, withUpdatedConfiguration(info.object, call.flags.bool('save-config')));

/** Deletes what there is, and waits until it is gone. */
function begin(call: Call, found: Found): ReplaceStream | undefined {
  const uids: string[] = [];
  // Nought would lose data: kubectl makes it one.
  const grace = call.flags.int('grace-period') || 1;
  forEach(found, (info) => {
    const existing = findByKey(call, info.resource, keyOfInfo(info));
    if (!existing) return;
    call.context.server.delete(info.resource.plural, keyOfInfo(info), {
      propagationPolicy: propagation(call),
      ...(grace < 0 ? {} : { gracePeriodSeconds: grace }),
    });
    call.say(`${qualifiedName(info.resource)} "${info.name}" deleted`);
    uids.push(existing.metadata.uid);
  });
  return finish(call, { verb: 'replace', uids });
}

/** Once everything is gone, the manifests are created anew. */
function finish(call: Call, stream: ReplaceStream): ReplaceStream | undefined {
  const found = read(call);
  if (found.infos.some((info) => stream.uids.includes(findByKey(call, info.resource, keyOfInfo(info))?.metadata.uid ?? ''))) return stream;
  const tell = operationPrinter(call);
  if (!found.infos.length && !found.errors.length) fail('no objects passed to replace');
  forEach(found, (info) => tell('replaced', create(call, prepared(call, info))));
  return undefined;
}
