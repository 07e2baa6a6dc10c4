import { ApiError } from '../../cluster/api/errors.ts';
import { type FieldManager, migrateManager } from '../../cluster/api/managed-fields.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { Failure, fail } from '../core/failure.ts';
import { configurationOf } from '../core/last-applied.ts';
import { writeOptions } from '../core/write.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { modifiedOf, tell } from './apply-common.ts';

const CLIENT_SIDE = 'kubectl-client-side-apply';

const WHAT_TO_DO = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** `apply --server-side`: the server merges the manifest, and refuses to change what others manage. Models applyOneObject. */
export function serverSideApply(call: Call, info: Info): KubeObject {
  if (!info.name && !info.object.metadata.generateName) fail('resource name may not be empty');
  const manifest = modifiedOf(call, info);
  const by: FieldManager = { name: call.flags.has('field-manager') ? call.flags.text('field-manager') : 'kubectl' };
  const { server } = call.context;
  const options = {
    ...writeOptions(call),
    force: call.flags.bool('force-conflicts'),
    ...(by.name === 'kubectl' ? { lastApplied: configurationOf(manifest) } : {}),
  };
  try {
    let object = server.apply(manifest, by, options);
    // What client-side apply managed goes over to the new manager, and what the manifest does not name any more then goes.
    if (call.dryRun === 'none' && migrateManager(server.store, info.resource.plural, keyOfInfo(info), object, CLIENT_SIDE, by))
      object = server.apply(manifest, by, options);
    if (object.metadata.deletionTimestamp !== undefined) call.warn(`Warning: Detected changes to resource ${info.name} which is currently being deleted.`);
    tell(call, 'serverside-applied', object);
    return object;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'Conflict') throw new Failure(`${error.message}\n${WHAT_TO_DO}`);
    throw error;
  }
}
