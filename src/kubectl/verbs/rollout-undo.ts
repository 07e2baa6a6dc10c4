import { sameTemplate } from '../../cluster/controllers/deployment/replicasets.ts';
import { holds, templatePatch } from '../../cluster/controllers/history.ts';
import type { Labels } from '../../kube/meta.ts';
import type { PodTemplate } from '../../kube/pod.ts';
import type { ControllerRevision, Deployment, ReplicaSet, StatefulSet } from '../../kube/workloads.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS } from '../core/common-flags.ts';
import { fail, plainMessage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { LAST_APPLIED } from '../core/last-applied.ts';
import type { Verb } from '../core/verb.ts';
import { writeOptions } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { type Revision, revisionsOf } from '../resources/revisions.ts';
import { forEach } from '../resources/select.ts';
import { ROLLOUT_FLAGS, requireHistory, selectForRollout } from './rollout-common.ts';
import { templateText } from './rollout-history.ts';

/** Annotations that stay the Deployment's own; all others come from the ReplicaSet. */
const KEPT = new Set([
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);
const HASH_LABEL = 'pod-template-hash';

export const rolloutUndo: Verb = {
  path: 'rollout undo',
  use: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  short: 'Undo a previous rollout',
  writes: true,
  flags: [
    ...ROLLOUT_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN_FLAG,
    flag('to-revision', '', 'int', 'The revision to rollback to. Default to 0 (last revision).', { value: '0' }),
  ],
  run(call) {
    const tell = operationPrinter(call);
    forEach(selectForRollout(call), (info) => {
      requireHistory(info, 'rollbacker');
      const toRevision = call.flags.int('to-revision');
      if (toRevision < 0) fail(`unable to find specified revision ${toRevision} in history`);
      tell(info.resource.plural === 'deployments' ? undoDeployment(call, info, toRevision) : undoByRevision(call, info, toRevision), info.object);
    });
  },
};

/** The revision that is asked for, or the last but one. */
function chooseRevision(revisions: readonly Revision[], toRevision: number, none: string): Revision {
  if (toRevision) return revisions.find((each) => each.number === toRevision) ?? fail(`unable to find specified revision ${toRevision} in history`);
  return revisions.at(-2) ?? fail(none);
}

const skipped = (toRevision: number): string => `skipped rollback (current template already matches revision ${toRevision})`;

/** Models DeploymentRollbacker: puts the template and the annotations of a ReplicaSet back. */
function undoDeployment(call: Call, info: Info, toRevision: number): string {
  const deployment = info.object as unknown as Deployment;
  const chosen = chooseRevision(
    revisionsOf(call.context.listers, info.object),
    toRevision,
    `no rollout history found for deployment ${JSON.stringify(info.name)}`,
  );
  const set = chosen.keeper as unknown as ReplicaSet;
  if (call.dryRun === 'client') return templateText(set.spec.template);
  if (deployment.spec.paused) fail("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  if (sameTemplate(set.spec.template, deployment.spec.template)) return skipped(toRevision);
  const annotations: Labels = {
    ...pick(deployment.metadata.annotations, (key) => KEPT.has(key)),
    ...pick(set.metadata.annotations, (key) => !KEPT.has(key)),
  };
  patch(
    call,
    info,
    toRevision,
    [
      { op: 'replace', path: '/spec/template', value: withoutHash(set.spec.template) },
      { op: deployment.metadata.annotations ? 'replace' : 'add', path: '/metadata/annotations', value: annotations },
    ],
    'json',
  );
  return 'rolled back';
}

function pick(labels: Labels | undefined, test: (key: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => test(key)));
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** Models DaemonSetRollbacker and StatefulSetRollbacker: applies the patch that a ControllerRevision keeps. */
function undoByRevision(call: Call, info: Info, toRevision: number): string {
  const chosen = chooseRevision(revisionsOf(call.context.listers, info.object), toRevision, 'no last revision to roll back to');
  const revision = chosen.keeper as unknown as ControllerRevision;
  if (call.dryRun === 'client') return `will roll back to ${templateText(chosen.template)}`;
  if (holds(revision, (info.object as unknown as StatefulSet).spec.template)) return skipped(toRevision);
  patch(call, info, toRevision, templatePatch(chosen.template), 'strategic');
  return 'rolled back';
}

function patch(call: Call, info: Info, toRevision: number, content: unknown, type: 'json' | 'strategic'): void {
  try {
    call.context.server.patch(info.resource.plural, keyOfInfo(info), content, type, writeOptions(call));
  } catch (error) {
    fail(`failed restoring revision ${toRevision}: ${plainMessage(error)}`);
  }
}
