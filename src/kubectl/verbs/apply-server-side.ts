import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { withSource } from '../core/failure.ts';
import { create, writeOptions } from '../core/write.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { findByKey } from '../resources/select.ts';
import { modifiedOf, tell } from './apply-common.ts';

/**
 * `apply --server-side`: the server merges the manifest into the object by each field's own rule. The playground keeps no managed
 * fields, so that nothing conflicts and nothing is taken away that the manifest no longer names.
 */
export function serverSideApply(call: Call, info: Info): KubeObject {
  const manifest = modifiedOf(call, info);
  try {
    const exists = findByKey(call, info.resource, keyOfInfo(info)) !== undefined;
    const object = exists
      ? call.context.server.patch(info.resource.plural, keyOfInfo(info), manifest, 'strategic', writeOptions(call))
      : create(call, manifest);
    tell(call, 'serverside-applied', object);
    return object;
  } catch (error) {
    throw withSource('patching', info.source, error);
  }
}
