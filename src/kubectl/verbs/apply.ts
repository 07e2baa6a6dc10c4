import type { JsonMap } from '../../cluster/api/strategic-merge.ts';
import { threeWayMergePatch } from '../../cluster/api/three-way.ts';
import { ApiError } from '../../cluster/api/errors.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import {
  ALLOW_MISSING_FLAG,
  DRY_RUN_FLAG,
  RECORD_FLAG,
  OUTPUT_FLAG,
  SELECTOR_FLAG,
  SHOW_MANAGED_FIELDS_FLAG,
  TEMPLATE_FLAG,
  VALIDATE_FLAG,
  fieldManagerFlag,
  filenameFlags,
} from '../core/common-flags.ts';
import { Failure, asOne, fail, noName, throwAll, withSource } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { LAST_APPLIED, withConfiguration } from '../core/last-applied.ts';
import type { Verb } from '../core/verb.ts';
import { create, fieldValidation, writeOptions } from '../core/write.ts';
import { isPlain } from '../core/dig.ts';
import { goJson } from '../printers/json.ts';
import { printerFor } from '../printers/output.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { findByKey, select } from '../resources/select.ts';
import { CASCADE_FLAG, FORCE_FLAG, GRACE_PERIOD_FLAG, TIMEOUT_FLAG, WAIT_FLAG, deletionOptions } from './deletion.ts';
import { describeInfo, modifiedOf, printsObjects, tell } from './apply-common.ts';
import { serverSideApply } from './apply-server-side.ts';

export const apply: Verb = {
  path: 'apply',
  use: 'apply (-f FILENAME | -k DIRECTORY)',
  short: 'Apply a configuration to a resource by file name or stdin',
  writes: true,
  flags: [
    flag('all', '', 'bool', 'Select all resources in the namespace of the specified resource types.'),
    ALLOW_MISSING_FLAG,
    CASCADE_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags('that contains the configuration to apply'),
    FORCE_FLAG,
    flag('force-conflicts', '', 'bool', 'If true, server-side apply will force the changes against conflicts.'),
    GRACE_PERIOD_FLAG,
    flag(
      'openapi-patch',
      '',
      'bool',
      'If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.',
      { value: 'true' },
    ),
    OUTPUT_FLAG,
    flag(
      'overwrite',
      '',
      'bool',
      'Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration',
      { value: 'true' },
    ),
    flag(
      'prune',
      '',
      'bool',
      'Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all.',
    ),
    flag('prune-allowlist', '', 'array', 'Overwrite the default allowlist with <group/version/kind> for --prune'),
    { ...RECORD_FLAG, hidden: true },
    SELECTOR_FLAG,
    flag('server-side', '', 'bool', 'If true, apply runs in the server instead of the client.'),
    SHOW_MANAGED_FIELDS_FLAG,
    flag(
      'subresource',
      '',
      'string',
      'If specified, apply will operate on the subresource of the requested object.  Only allowed when using --server-side. This flag is beta and may change in the future.',
    ),
    TEMPLATE_FLAG,
    TIMEOUT_FLAG,
    VALIDATE_FLAG,
    WAIT_FLAG,
  ],
  run(call) {
    validate(call);
    const found = select(call, { args: [], validate: fieldValidation(call) !== 'Ignore' });
    const errors: unknown[] = [];
    if (!found.infos.length && !found.errors.length) fail('no objects passed to apply');
    const printed: KubeObject[] = [];
    for (const info of found.infos)
      try {
        printed.push(call.flags.bool('server-side') ? serverSideApply(call, info) : applyOne(call, info));
      } catch (error) {
        errors.push(error);
      }
    throwAll([...(errors.length ? asOne(found.errors) : found.errors), ...errors]);
    printObjects(call, printed);
  },
};

function validate(call: Call): void {
  const { flags, args } = call;
  fieldValidation(call);
  if (args.length) throw new Failure(`Unexpected args: [${args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`);
  if (!flags.list('filename').length && !flags.text('kustomize')) fail('must specify one of -f and -k');
  if (flags.bool('prune') || flags.list('prune-allowlist').length)
    fail('--prune is not available here: what it deletes depends on everything that was ever applied. Delete what is left over with "kubectl delete" instead');
  if (flags.bool('force-conflicts') && !flags.bool('server-side')) fail('--force-conflicts only works with --server-side');
  if (call.dryRun === 'client' && flags.bool('server-side')) fail("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (flags.bool('server-side') && flags.bool('force')) fail('--force cannot be used with --server-side');
  if (call.dryRun === 'server' && flags.bool('force')) fail('--dry-run=server cannot be used with --force');
  if (flags.bool('all') && flags.text('selector')) fail('cannot set --all and --selector at the same time');
}

function printObjects(call: Call, objects: readonly KubeObject[]): void {
  if (!printsObjects(call) || !objects.length) return;
  const printer = printerFor(call);
  if (printer) call.out(printer(objects.length === 1 ? (objects[0] as KubeObject) : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }));
}

/** Without members that are null. Models pruneNullsFromMap. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

function applyOne(call: Call, info: Info): KubeObject {
  const manifest = modifiedOf(call, info);
  const modified = withConfiguration(manifest);
  if (!info.name) throw withSource(`retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`, info.source, noName());
  const current = findByKey(call, info.resource, keyOfInfo(info));
  if (!current) {
    try {
      const created = create(call, withoutNulls(modified) as KubeObject);
      tell(call, 'created', created);
      return created;
    } catch (error) {
      throw withSource('creating', info.source, error);
    }
  }
  if (call.dryRun === 'client') {
    tell(call, 'configured', current);
    return current;
  }
  if (current.metadata.annotations?.[LAST_APPLIED] === undefined)
    call.warn(
      `Warning: resource ${info.resource.plural}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  const { patch, object } = patchTo(call, info, modified, current);
  if (object.metadata.deletionTimestamp !== undefined) call.warn(`Warning: Detected changes to resource ${info.name} which is currently being deleted.`);
  tell(call, Object.keys(patch).length ? 'configured' : 'unchanged', object);
  return object;
}

/** What was applied last, or nothing. */
function originalOf(current: KubeObject): JsonMap {
  const text = current.metadata.annotations?.[LAST_APPLIED];
  return text ? (JSON.parse(text) as JsonMap) : {};
}

/** Sends the three-way difference; with `--force`, an object that cannot be changed is replaced by a new one. */
function patchTo(call: Call, info: Info, modified: KubeObject, current: KubeObject): { patch: JsonMap; object: KubeObject } {
  const { server } = call.context;
  const key = keyOfInfo(info);
  const live = { ...current } as unknown as JsonMap;
  const patch = threeWayMergePatch(originalOf(current), modified as unknown as JsonMap, live);
  if (!Object.keys(patch).length) return { patch, object: current };
  try {
    return { patch, object: server.patch(info.resource.plural, key, patch, 'strategic', writeOptions(call)) };
  } catch (error) {
    if (call.flags.bool('force') && error instanceof ApiError && (error.reason === 'Invalid' || error.reason === 'Conflict')) {
      server.delete(info.resource.plural, key, { ...deletionOptions(call), gracePeriodSeconds: 0 });
      return { patch, object: server.create(modified, writeOptions(call)) };
    }
    throw withSource(`applying patch:\n${goJson(patch)}\nto:\n${describeInfo(info)}\nfor:`, info.source, withSource('patching', info.source, error));
  }
}
