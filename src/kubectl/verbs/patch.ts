import type { PatchType } from '../../cluster/api/patch.ts';
import { applyPatch } from '../../cluster/api/patch.ts';
import { ApiError } from '../../cluster/api/errors.ts';
import { deepEqual } from '../../cluster/api/equal.ts';
import { parseManifest } from '../../cluster/api/yaml.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { GoJsonError, parseGoJson } from '../core/go-json.ts';
import type { Verb } from '../core/verb.ts';
import { recorded, writeOptions } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { forEach, select } from '../resources/select.ts';

const TYPES: readonly PatchType[] = ['json', 'merge', 'strategic'];

export const patch: Verb = {
  path: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  short: 'Update fields of a resource',
  writes: true,
  flags: [
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-patch'),
    ...filenameFlags('identifying the resource to update'),
    flag('local', '', 'bool', 'If true, patch will operate on the content of the file, not the server-side resource.'),
    ...PRINT_FLAGS,
    flag('patch', 'p', 'string', 'The patch to be applied to the resource JSON file.'),
    flag('patch-file', '', 'string', 'A file containing a patch to be applied to the resource.'),
    { ...RECORD_FLAG, hidden: true },
    flag(
      'subresource',
      '',
      'string',
      'If specified, patch will operate on the subresource of the requested object. This flag is beta and may change in the future.',
    ),
    flag('type', '', 'string', 'The type of patch being provided; one of [json merge strategic]', { value: 'strategic' }),
  ],
  run(call) {
    const type = validate(call);
    const content = readPatch(call);
    const local = call.flags.bool('local') || call.dryRun === 'client';
    const found = select(call, { latest: true, local: call.flags.bool('local') });
    if (!found.infos.length && !found.errors.length) fail('no objects passed to patch');
    const tell = operationPrinter(call, '');
    forEach(found, (info) => {
      const patched = local ? applyPatch(info.object, content, type) : send(call, info, content, type);
      const changed = !deepEqual(withoutVersion(patched), withoutVersion(info.object));
      tell(changed ? 'patched' : 'patched (no change)', patched);
    });
  },
};

const withoutVersion = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, resourceVersion: '' } });

function validate(call: Call): PatchType {
  const { flags } = call;
  const type = flags.text('type').toLowerCase();
  if (flags.text('patch') && flags.text('patch-file')) fail('cannot specify --patch and --patch-file together');
  if (!flags.text('patch') && !flags.text('patch-file')) fail('must specify --patch or --patch-file containing the contents of the patch');
  if (flags.bool('local') && call.args.length) fail('cannot specify --local and server resources');
  if (!TYPES.includes(type as PatchType)) fail(`--type must be one of [json merge strategic], not ${JSON.stringify(flags.text('type'))}`);
  if (flags.bool('local') && call.dryRun === 'server') fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const subresource = flags.text('subresource');
  if (subresource && !['status', 'scale', 'resize'].includes(subresource))
    fail(`invalid subresource value: ${JSON.stringify(subresource)}. Must be one of [status scale resize]`);
  return type as PatchType;
}

/** The patch as data. What begins like JSON goes to the server as it is, and is refused there; everything else is YAML. */
function readPatch(call: Call): unknown {
  const file = call.flags.text('patch-file');
  const text = file ? (call.context.files.get(file) ?? fail(`unable to read patch file: open ${file}: no such file or directory`)) : call.flags.text('patch');
  if (!text.trimStart().startsWith('{')) {
    const { documents, error } = parseManifest(text);
    if (error) fail(`unable to parse ${JSON.stringify(text)}: yaml: ${error}`);
    return documents[0] ?? null;
  }
  try {
    return parseGoJson(text);
  } catch (error) {
    if (error instanceof GoJsonError) throw new ApiError('BadRequest', error.message);
    throw error;
  }
}

function send(call: Call, info: Info, content: unknown, type: PatchType): KubeObject {
  const subresource = call.flags.text('subresource');
  const options = { ...writeOptions(call), ...(subresource === 'status' || subresource === 'scale' ? ({ subresource } as const) : {}) };
  const { server } = call.context;
  const key = keyOfInfo(info);
  const patched = server.patch(info.resource.plural, key, content, type, options);
  if (!call.flags.bool('record') || call.dryRun !== 'none') return patched;
  return server.patch(info.resource.plural, key, { metadata: { annotations: recorded(call, patched).metadata.annotations } }, 'merge', writeOptions(call));
}
