import type { KubeObject } from '../../kube/meta.ts';
import type { JsonMap } from '../../cluster/api/strategic-merge.ts';
import { twoWayMergePatch } from '../../cluster/api/three-way.ts';
import type { Call } from '../core/call.ts';
import { PRINT_FLAGS, SELECTOR_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { Failure, fail, plainMessage, throwAll } from '../core/failure.ts';
import type { Flag } from '../core/flags.ts';
import { writeOptions } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Info, keyOfInfo, quotedInfo } from '../resources/info.ts';
import { type Found, select } from '../resources/select.ts';

/** The flags that all of `kubectl rollout` share. */
export const ROLLOUT_FLAGS: readonly Flag[] = [...filenameFlags('identifying the resource to get from a server.'), SELECTOR_FLAG];
export const ROLLOUT_WRITE_FLAGS: readonly Flag[] = [...ROLLOUT_FLAGS, ...PRINT_FLAGS, fieldManagerFlag('kubectl-rollout')];

/** Finds the objects of a rollout command; without any on the line it is refused. */
export function selectForRollout(call: Call): Found {
  if (!call.args.length && !call.flags.list('filename').length && !call.flags.text('kustomize')) fail('required resource not specified');
  return select(call, { typeAloneIsAll: true, latest: true });
}

/** The kinds that have rollouts, and what is said of the others. */
export function requireRollout({ resource }: Info, noun: string, quote: (kind: string) => string = JSON.stringify): void {
  if (!['deployments', 'daemonsets', 'statefulsets'].includes(resource.plural))
    fail(`no ${noun} has been implemented for ${quote(resource.group ? `${resource.kind}.${resource.group}` : resource.kind)}`);
}

/** The kinds that keep revisions, and what is said of the others: for some kinds kubectl knows no visitor, for others no history. */
export function requireHistory(info: Info, noun: 'history' | 'rollbacker'): void {
  const { kind, group, plural } = info.resource;
  if (group === '' && !VISITED.includes(plural)) fail(`error retrieving ${noun} for ${JSON.stringify(kind)}, no visitor method exists for {${group} ${kind}}`);
  requireRollout(info, noun === 'history' ? 'history viewer' : noun);
}

/** The kinds of the core group that a visitor of kinds has a method for. Models kubectl/pkg/apps.GroupKindElement. */
const VISITED: readonly string[] = ['pods', 'replicationcontrollers'];

/** Changes objects one by one and tells what became of each. `change` throws where an object cannot be changed; `unchanged` makes an error, or is said, where nothing differs. */
export function patchEach(call: Call, operation: string, change: (info: Info) => KubeObject, unchanged: (info: Info) => Failure | string): void {
  const found = selectForRollout(call);
  const errors: unknown[] = [...found.errors];
  const tell = operationPrinter(call);
  if (!found.infos.length && !errors.length) call.warn(`No resources found in ${call.namespace} namespace.`);
  for (const info of found.infos) {
    let changed: KubeObject;
    try {
      changed = change(info);
    } catch (error) {
      errors.push(new Failure(`error: ${quotedInfo(info)} ${plainMessage(error)}`));
      continue;
    }
    const patch = twoWayMergePatch(info.object as unknown as JsonMap, changed as unknown as JsonMap);
    if (!Object.keys(patch).length) {
      const said = unchanged(info);
      if (said instanceof Failure) errors.push(said);
      else tell(said, info.object);
      continue;
    }
    try {
      tell(operation, call.context.server.patch(info.resource.plural, keyOfInfo(info), patch, 'strategic', writeOptions(call)));
    } catch (error) {
      errors.push(new Failure(`failed to patch: ${plainMessage(error)}`));
    }
  }
  throwAll(errors);
}
