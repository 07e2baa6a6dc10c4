import type { JsonMap } from '../../cluster/api/strategic-merge.ts';
import { threeWayMergePatch } from '../../cluster/api/three-way.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { toTime } from '../../kube/time.ts';
import type { Call } from '../core/call.ts';
import { SELECTOR_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { describeError, fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { LAST_APPLIED, withConfiguration } from '../core/last-applied.ts';
import type { Verb } from '../core/verb.ts';
import { unifiedDiff } from '../printers/unified-diff.ts';
import { toYaml } from '../printers/yaml.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { findByKey, select } from '../resources/select.ts';

export const diff: Verb = {
  path: 'diff',
  use: 'diff -f FILENAME',
  short: 'Diff the live version against a would-be applied version',
  flags: [
    flag(
      'concurrency',
      '',
      'int',
      'Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.',
      { value: '1' },
    ),
    fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags('contains the configuration to diff'),
    flag('force-conflicts', '', 'bool', 'If true, server-side apply will force the changes against conflicts.'),
    flag('prune', '', 'bool', 'Include resources that would be deleted by pruning. Can be used with -l and default shows all resources would be pruned'),
    SELECTOR_FLAG,
    flag('server-side', '', 'bool', 'If true, apply runs in the server instead of the client.'),
    flag('show-managed-fields', '', 'bool', 'If true, include managed fields in the diff.'),
  ],
  run(call) {
    try {
      if (call.args.length) failUsage('diff', `Unexpected args: [${call.args.join(' ')}]`);
      if (!call.flags.list('filename').length && !call.flags.text('kustomize')) fail('must specify one of -f and -k');
      if (call.flags.bool('prune')) fail('--prune is not available here: what it deletes depends on everything that was ever applied');
      const found = select(call, { args: [], labelSelector: call.flags.text('selector') });
      if (found.errors.length) throw found.errors[0];
      for (const info of found.infos) print(call, info);
    } catch (error) {
      // An exit code of 1 means that there are differences; what goes wrong is above that.
      call.warn(describeError(error).text.replace(/\n$/, ''));
      call.code = 2;
    }
  },
};

/** What applying a manifest would make of the object; undefined where there is none yet. */
function merged(call: Call, info: Info, live: KubeObject | undefined): KubeObject {
  const { server } = call.context;
  const modified = withConfiguration(info.object);
  if (!live) return server.create(modified, { dryRun: true });
  const original = live.metadata.annotations?.[LAST_APPLIED];
  const patch = threeWayMergePatch(original ? (JSON.parse(original) as JsonMap) : {}, modified as unknown as JsonMap, live as unknown as JsonMap);
  return Object.keys(patch).length ? server.patch(info.resource.plural, keyOfInfo(info), patch, 'strategic', { dryRun: true }) : live;
}

function print(call: Call, info: Info): void {
  const live = findByKey(call, info.resource, keyOfInfo(info));
  const difference = unifiedDiff(live ? toYaml(live) : '', toYaml(merged(call, info, live)));
  if (!difference) return;
  const { group, version, kind } = info.resource;
  const name = [group, version, kind, info.namespace, info.name].filter(Boolean).join('.');
  const time = toTime(call.context.now).replace('T', ' ').replace('Z', '.000000000 +0000');
  call.code = 1;
  call.out(`diff -u -N LIVE/${name} MERGED/${name}\n--- LIVE/${name}\t${time}\n+++ MERGED/${name}\t${time}\n${difference}`);
}
