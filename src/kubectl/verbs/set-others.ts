import type { Service } from '../../kube/cluster-objects.ts';
import { withPath } from '../core/dig.ts';
import { Failure, fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { recorded, update } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Requirement, parseLabelSelector } from '../resources/label-selector.ts';
import { forEach, select } from '../resources/select.ts';
import { patchAll, selectForSet, setFlags, withPodSpec } from './set-common.ts';

export const setServiceAccount: Verb = {
  path: 'set serviceaccount',
  aliases: ['set sa'],
  use: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  short: 'Update the service account of a resource',
  writes: true,
  flags: setFlags('serviceaccount'),
  run(call) {
    const account = call.args.at(-1);
    if (account === undefined) return fail('serviceaccount is required');
    const found = selectForSet(call, call.args.slice(0, -1));
    patchAll(call, found, 'serviceaccount updated', 'ServiceAccountName', (info) =>
      withPodSpec(info, (spec) => ({ ...spec, serviceAccountName: account, serviceAccount: account })),
    );
    return undefined;
  },
};

/** A requirement as Go prints metav1.LabelSelectorRequirement. */
const asGo = ({ key, operator, values }: Requirement): string => `{${key} ${operator} [${values.join(' ')}]}`;

export const setSelector: Verb = {
  path: 'set selector',
  use: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  short: 'Set the selector on a resource',
  writes: true,
  flags: [
    ...setFlags('selector'),
    flag(
      'resource-version',
      '',
      'string',
      'If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.',
    ),
  ],
  run(call) {
    if (!call.args.length) fail('one selector is required');
    const requirements = parseLabelSelector(call.args.at(-1) as string);
    const found = select(call, { args: call.args.slice(0, -1), typeAloneIsAll: call.flags.bool('all'), latest: true, local: call.flags.bool('local') });
    const tell = operationPrinter(call);
    forEach(found, (info) => {
      if (info.resource.plural !== 'services') throw new Failure('setting a selector is only supported for Services');
      if (requirements.some(({ operator }) => operator !== 'Equals'))
        fail(
          `match expression [${requirements
            .filter(({ operator }) => operator !== 'Equals')
            .map(asGo)
            .join(' ')}] not supported on this object`,
        );
      const selector: Service['spec']['selector'] = Object.fromEntries(requirements.map(({ key, values }) => [key, values[0] ?? '']));
      const version = call.flags.text('resource-version') || undefined;
      const changed = withPath(
        withPath(info.object, 'spec.selector', selector),
        'metadata.resourceVersion',
        version ?? (call.dryRun === 'client' ? info.object.metadata.resourceVersion : ''),
      );
      tell('selector updated', call.flags.bool('local') ? changed : update(call, recorded(call, changed)));
    });
  },
};

export const setSubject: Verb = {
  path: 'set subject',
  use: 'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  flags: [],
  interspersed: false,
  run() {
    throw new Failure('the playground has one user who may do everything. Change the manifest of a RoleBinding, and use "kubectl apply -f"');
  },
};
