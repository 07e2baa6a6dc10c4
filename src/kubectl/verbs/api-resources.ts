import { RESOURCES, type ResourceType, apiVersionOf } from '../../kube/resources.ts';
import { byCode } from '../core/dig.ts';
import { fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { alignRows } from '../printers/tabwriter.ts';

const VERBS = 'create,delete,deletecollection,get,list,patch,update,watch';

function row(resource: ResourceType, wide: boolean): readonly string[] {
  const cells = [resource.plural, resource.shortNames.join(','), apiVersionOf(resource), String(resource.namespaced), resource.kind];
  return wide ? [...cells, VERBS, (resource.categories ?? []).join(',')] : cells;
}

export const apiResources: Verb = {
  path: 'api-resources',
  use: 'api-resources [flags]',
  short: 'Print the supported API resources on the server',
  flags: [
    flag('api-group', '', 'string', 'Limit to resources in the specified API group.'),
    flag('cached', '', 'bool', 'Use the cached list of resources if available.'),
    flag('categories', '', 'strings', 'Limit to resources that belong to the specified categories.'),
    flag('namespaced', '', 'bool', 'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.', {
      value: 'true',
    }),
    flag('no-headers', '', 'bool', "When using the default or custom-column output format, don't print headers (default print headers)."),
    flag('output', 'o', 'string', 'Output format. One of: (wide, name).'),
    flag('verbs', '', 'strings', 'Limit to resources that support the specified verbs.'),
    flag('sort-by', '', 'string', "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'."),
  ],
  run(call) {
    const { flags, args } = call;
    if (args.length) failUsage('api-resources', `unexpected arguments: [${args.join(' ')}]`);
    const output = flags.text('output');
    if (output && output !== 'wide' && output !== 'name') fail(`--output ${output} is not available`);
    const sortBy = flags.text('sort-by');
    if (sortBy && sortBy !== 'name' && sortBy !== 'kind') fail('--sort-by accepts only name or kind');
    const group = flags.text('api-group');
    const can = VERBS.split(',');
    const found = RESOURCES.filter(
      (resource) =>
        (!flags.has('api-group') || resource.group === group) &&
        (!flags.has('namespaced') || resource.namespaced === flags.bool('namespaced')) &&
        flags.list('verbs').every((verb) => can.includes(verb)) &&
        flags.list('categories').every((category) => resource.categories?.includes(category)),
    );
    const byGroup = [...found].sort((a, b) => byCode(a.group, b.group) || byCode(a.plural, b.plural));
    if (sortBy) byGroup.sort((a, b) => (sortBy === 'kind' ? byCode(a.kind, b.kind) : byCode(a.plural, b.plural)));
    if (output === 'name') {
      for (const resource of byGroup) call.say(resource.group ? `${resource.plural}.${resource.group}` : resource.plural);
      return;
    }
    const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(output === 'wide' ? ['VERBS', 'CATEGORIES'] : [])];
    call.out(alignRows([...(flags.bool('no-headers') ? [] : [header]), ...byGroup.map((resource) => row(resource, output === 'wide'))]));
  },
};

export const apiVersions: Verb = {
  path: 'api-versions',
  use: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  run(call) {
    if (call.args.length) failUsage('api-versions', `unexpected arguments: [${call.args.join(' ')}]`);
    const versions = new Set(RESOURCES.map(apiVersionOf));
    versions.add('autoscaling/v1');
    for (const version of [...versions].sort(byCode)) call.say(version);
  },
};
