import type { Verb } from '../core/verb.ts';
import { apiResources, apiVersions } from './api-resources.ts';
import { apply } from './apply.ts';
import { config, configCurrentContext, configGetContexts, configSetContext, configUseContext, configView } from './config.ts';
import { create } from './create.ts';
import { deleteVerb } from './delete.ts';
import { exec } from './exec.ts';
import { get } from './get.ts';
import { logs } from './logs.ts';
import { REFUSED } from './refused.ts';
import { scale } from './scale.ts';
import { top, topNode, topPod } from './top.ts';
import { clusterInfo, version } from './version.ts';

/** Every command. To add one: a file, and a line here. */
const VERBS: readonly Verb[] = [
  get, apply, create, deleteVerb, scale, exec, logs, top, topPod, topNode, apiResources, apiVersions, version, clusterInfo,
  config, configView, configGetContexts, configCurrentContext, configUseContext, configSetContext,
  ...REFUSED,
];

const byPath = new Map<string, Verb>();
for (const verb of VERBS)
  for (const path of [verb.path, ...(verb.aliases ?? [])]) {
    if (byPath.has(path)) throw new Error(`two commands are called ${path}`);
    byPath.set(path, verb);
  }

export function allVerbs(): readonly Verb[] {
  return VERBS;
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
