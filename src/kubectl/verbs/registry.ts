import type { Verb } from '../core/verb.ts';
import { apiResources, apiVersions } from './api-resources.ts';
import { applyViewLastApplied } from './apply-view-last-applied.ts';
import { apply } from './apply.ts';
import { autoscale } from './autoscale.ts';
import {
  config,
  configCurrentContext,
  configGetClusters,
  configGetContexts,
  configGetUsers,
  configSetContext,
  configUseContext,
  configView,
} from './config.ts';
import { cordon, uncordon } from './cordon.ts';
import { createDeployment } from './create-deployment.ts';
import { createIngress } from './create-ingress.ts';
import { CREATE_KINDS } from './create-kinds.ts';
import { CREATE_RBAC } from './create-rbac.ts';
import { CREATE_SECRETS } from './create-secrets.ts';
import { createService, createServiceKinds } from './create-service.ts';
import { create } from './create.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { drain } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { options } from './options.ts';
import { patch } from './patch.ts';
import { REFUSED } from './refused.ts';
import { replace } from './replace.ts';
import { rolloutHistory } from './rollout-history.ts';
import { rolloutPause, rolloutResume } from './rollout-pause.ts';
import { rolloutRestart } from './rollout-restart.ts';
import { rolloutStatus } from './rollout-status.ts';
import { rolloutUndo } from './rollout-undo.ts';
import { rollout } from './rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { setEnv } from './set-env.ts';
import { setImage } from './set-image.ts';
import { setSelector, setServiceAccount, setSubject } from './set-others.ts';
import { setResources } from './set-resources.ts';
import { set } from './set.ts';
import { taint } from './taint.ts';
import { top, topNode, topPod } from './top.ts';
import { clusterInfo, version } from './version.ts';
import { wait } from './wait.ts';

/** Every command. To add one: a file, and a line here. */
const VERBS: readonly Verb[] = [
  annotate,
  apiResources,
  apiVersions,
  apply,
  applyViewLastApplied,
  autoscale,
  clusterInfo,
  config,
  configCurrentContext,
  configGetClusters,
  configGetContexts,
  configGetUsers,
  configSetContext,
  configUseContext,
  configView,
  cordon,
  create,
  ...CREATE_KINDS,
  ...CREATE_SECRETS,
  ...CREATE_RBAC,
  createIngress,
  createDeployment,
  createService,
  ...createServiceKinds,
  deleteVerb,
  describe,
  diff,
  drain,
  edit,
  events,
  exec,
  explain,
  expose,
  get,
  label,
  logs,
  options,
  patch,
  ...REFUSED,
  replace,
  rollout,
  rolloutHistory,
  rolloutPause,
  rolloutRestart,
  rolloutResume,
  rolloutStatus,
  rolloutUndo,
  run,
  scale,
  set,
  setEnv,
  setImage,
  setResources,
  setSelector,
  setServiceAccount,
  setSubject,
  taint,
  top,
  topNode,
  topPod,
  uncordon,
  version,
  wait,
];

const byPath = new Map<string, Verb>();
for (const verb of VERBS)
  for (const path of [verb.path, ...(verb.aliases ?? [])]) {
    if (byPath.has(path)) throw new Error(`two commands are called ${path}`);
    byPath.set(path, verb);
  }

/** The command with exactly these words. */
export function verbAt(path: string): Verb | undefined {
  return byPath.get(path);
}

/** The commands one word below a path; `''` for those of kubectl itself. */
export function subVerbs(path: string): readonly Verb[] {
  const prefix = path ? `${path} ` : '';
  return VERBS.filter((verb) => verb.path.startsWith(prefix) && !verb.path.slice(prefix.length).includes(' ') && verb.path !== path);
}
