import { ApiError } from '../../cluster/api/errors.ts';
import type { Call } from '../core/call.ts';
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, SELECTOR_FLAG, filenameFlags } from '../core/common-flags.ts';
import { fail, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { describeObject } from '../printers/describe/index.ts';
import type { Info } from '../resources/info.ts';
import { resourceFor } from '../resources/mapping.ts';
import { listSorted, select } from '../resources/select.ts';

export const describe: Verb = {
  path: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  short: 'Show details of a specific resource or group of resources',
  flags: [
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    ...filenameFlags('containing the resource to describe'),
    SELECTOR_FLAG,
    flag('show-events', '', 'bool', 'If true, display events related to the described object.', { value: 'true' }),
  ],
  run(call) {
    if (!call.args.length && !call.flags.list('filename').length && !call.flags.text('kustomize'))
      fail('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n');
    const found = select(call, { typeAloneIsAll: true, allNamespaces: call.flags.bool('all-namespaces'), latest: true });
    const [error] = found.errors;
    if (!found.infos.length && error instanceof ApiError && error.reason === 'NotFound' && call.args.length === 2) {
      const matching = byPrefix(call, call.args[0] as string, call.args[1] as string);
      // Each ends with a line of its own here, and none stands between them.
      if (matching.length) return matching.forEach((info) => call.say(described(call, info)));
    }
    print(call, found.infos);
    throwAll(found.errors);
    if (!found.infos.length) call.warn(call.flags.bool('all-namespaces') ? 'No resources found' : `No resources found in ${call.namespace} namespace.`);
  },
};

/** A name that is nobody's stands for all that begin with it. Models DescribeMatchingResources. */
function byPrefix(call: Call, type: string, prefix: string): readonly Info[] {
  const resource = resourceFor(type);
  return listSorted(call, resource, call.namespace)
    .filter((object) => object.metadata.name.startsWith(prefix))
    .map((object) => ({ resource, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object }));
}

function described(call: Call, { resource, object }: Info): string {
  return describeObject(resource, object, { listers: call.context.listers, now: call.context.now, showEvents: call.flags.bool('show-events') });
}

function print(call: Call, infos: readonly Info[]): void {
  call.out(infos.map((info) => described(call, info)).join('\n\n'));
}
