import { canonicalQuantity, QuantityError } from '../../kube/quantity.ts';
import { Failure, fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { changeContainers, patchAll, selectForSet, setFlags, withPodSpec } from './set-common.ts';

/** `cpu=100m,memory=256Mi` as a map. Models generateversioned.populateResourceList. */
export function parseResourceList(spec: string): Readonly<Record<string, string>> {
  if (!spec) return {};
  return Object.fromEntries(
    spec.split(',').map((statement) => {
      const parts = statement.split('=');
      if (parts.length !== 2) fail(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
      try {
        return [parts[0] as string, canonicalQuantity(parts[1] as string)];
      } catch (error) {
        if (error instanceof QuantityError) return fail(error.message);
        throw error;
      }
    }),
  );
}

export const setResources: Verb = {
  path: 'set resources',
  use: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  short: 'Update resource requests/limits on objects with pod templates',
  writes: true,
  flags: [
    ...setFlags('resources'),
    flag(
      'containers',
      'c',
      'string',
      'The names of containers in the selected pod templates to change, all containers are selected by default - may use wildcards',
      { value: '*' },
    ),
    flag(
      'limits',
      '',
      'string',
      "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
    ),
    flag(
      'requests',
      '',
      'string',
      "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
    ),
  ],
  run(call) {
    const { flags } = call;
    const found = selectForSet(call, call.args);
    if (flags.bool('all') && flags.text('selector')) fail('cannot set --all and --selector at the same time');
    if (!flags.text('limits') && !flags.text('requests')) fail('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const limits = parseResourceList(flags.text('limits'));
    const requests = parseResourceList(flags.text('requests'));
    patchAll(call, found, 'resource requirements updated', 'resources update to pod template', (info, errors) =>
      withPodSpec(info, (spec) => {
        const { spec: next, matched } = changeContainers(spec, flags.text('containers'), (container) => {
          const { resources = {} } = container;
          return {
            ...container,
            resources: {
              ...resources,
              ...(Object.keys(limits).length ? { limits: { ...resources.limits, ...limits } } : {}),
              ...(Object.keys(requests).length ? { requests: { ...resources.requests, ...requests } } : {}),
            },
          };
        });
        if (!matched.length) errors.push(new Failure(`error: unable to find container named ${flags.text('containers')}`));
        return next;
      }),
    );
  },
};
