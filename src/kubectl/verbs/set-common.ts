import { twoWayMergePatch } from '../../cluster/api/three-way.ts';
import type { JsonMap } from '../../cluster/api/strategic-merge.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Container, PodSpec } from '../../kube/pod.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG, allFlag, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { dig, withPath } from '../core/dig.ts';
import { Failure, fail, plainMessage, throwAll } from '../core/failure.ts';
import { type Flag, flag } from '../core/flags.ts';
import { recorded, writeOptions } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { decoded } from '../printers/typed.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { type Found, select } from '../resources/select.ts';

/** The flags that all of `kubectl set` share. */
export const setFlags = (verb: string, all = 'Select all resources, in the namespace of the specified resource types'): readonly Flag[] => [
  allFlag(all),
  DRY_RUN_FLAG,
  fieldManagerFlag('kubectl-set'),
  ...filenameFlags('identifying the resource to get from a server.'),
  flag('local', '', 'bool', `If true, set ${verb} will NOT contact api-server but run locally.`),
  ...PRINT_FLAGS,
  { ...RECORD_FLAG, hidden: true },
  SELECTOR_FLAG,
];

/** Where each kind keeps its Pod's specification, by a path. Models polymorphichelpers.UpdatePodSpecForObject. */
const POD_SPECS: Readonly<Record<string, string>> = {
  pods: 'spec',
  replicationcontrollers: 'spec.template.spec',
  deployments: 'spec.template.spec',
  daemonsets: 'spec.template.spec',
  replicasets: 'spec.template.spec',
  statefulsets: 'spec.template.spec',
  jobs: 'spec.template.spec',
  cronjobs: 'spec.jobTemplate.spec.template.spec',
};

/** The object with a changed Pod specification. Fails for a kind without one. */
export function withPodSpec({ resource, object }: Info, change: (spec: PodSpec) => PodSpec): KubeObject {
  const path = POD_SPECS[resource.plural];
  if (!path) return fail(`the object is not a pod or does not have a pod template: *v1.${resource.kind}`);
  return withPath(object, path, change(dig(object, path) as PodSpec));
}

/** Both lists of containers with those changed that match `pattern`, where `*` stands for any letters. `change` may leave one as it is. */
export function changeContainers(
  spec: PodSpec,
  pattern: string,
  change: (container: Container) => Container,
): { spec: PodSpec; matched: readonly Container[] } {
  const matched: Container[] = [];
  const expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
  const each = (containers: readonly Container[]): readonly Container[] =>
    containers.map((container) => {
      if (!expression.test(container.name)) return container;
      const changed = change(container);
      matched.push(changed);
      return changed;
    });
  const containers = each(spec.containers);
  return { spec: { ...spec, containers, ...(spec.initContainers ? { initContainers: each(spec.initContainers) } : {}) }, matched };
}

/** Resources before the first `KEY=VALUE` or `KEY-`, and those pairs. Models cmdutil.GetResourcesAndPairs. */
export function splitPairs(args: readonly string[], kind: string): { resources: readonly string[]; pairs: readonly string[] } {
  const isPair = (arg: string): boolean => (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isPair);
  if (first < 0) return { resources: args, pairs: [] };
  const late = args.slice(first).find((arg) => !isPair(arg));
  if (late !== undefined) fail(`all resources must be specified before ${kind} changes: ${late}`);
  return { resources: args.slice(0, first), pairs: args.slice(first) };
}

/** Finds the objects of a `set` command; what is not found ends it. */
export function selectForSet(call: Call, resources: readonly string[]): Found {
  const local = call.flags.bool('local');
  if (local && resources.length)
    fail(
      "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  const found = select(call, { args: resources, typeAloneIsAll: call.flags.bool('all'), latest: true, local });
  throwAll(found.errors);
  return found;
}

/** What went wrong with an object, without where it came from: as `%v` prints it. */
const words = (error: unknown): string => plainMessage(error);

/**
 * Changes objects and sends the differences as strategic merge patches. `change` may throw for one object, or add to `errors`;
 * `noun` words the failure of a patch. Nothing is said of objects that stay as they are.
 */
export function patchAll(call: Call, found: Found, operation: string, noun: string, change: (info: Info, errors: unknown[]) => KubeObject): void {
  const errors: unknown[] = [];
  const tell = operationPrinter(call);
  for (const info of found.infos) {
    let changed: KubeObject;
    try {
      changed = recorded(call, change(info, errors));
    } catch (error) {
      const type = call.flags.bool('local') ? info.resource.singular : info.resource.plural;
      errors.push(new Failure(`error: ${type}/${info.name} ${words(error)}\n`));
      continue;
    }
    const patch = twoWayMergePatch(info.object as unknown as JsonMap, changed as unknown as JsonMap);
    if (!Object.keys(patch).length) continue;
    if (call.flags.bool('local') || call.dryRun === 'client') {
      tell(operation, decoded(changed));
      continue;
    }
    try {
      tell(operation, call.context.server.patch(info.resource.plural, keyOfInfo(info), patch, 'strategic', writeOptions(call)));
    } catch (error) {
      errors.push(new Failure(`failed to patch ${noun} ${words(error)}`));
    }
  }
  throwAll(errors);
}
