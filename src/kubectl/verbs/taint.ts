import type { Node, Taint } from '../../kube/cluster-objects.ts';
import { isLabelValue, isQualifiedName } from '../../cluster/api/validation/names.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, SELECTOR_FLAG, VALIDATE_FLAG, allFlag, fieldManagerFlag } from '../core/common-flags.ts';
import { aggregate, fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { update } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { resourceFor } from '../resources/mapping.ts';
import { forEach, select } from '../resources/select.ts';

const EFFECTS: ReadonlySet<string> = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

/** A taint as the command line writes it; without an effect only to take away. */
interface Spec {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** `key=value:effect`, `key:effect` or `key`; a sentence where it is none of them. Models parseTaint. */
function parseSpec(text: string): Spec | string {
  const parts = text.split(':');
  const [left = '', effect = ''] = parts;
  if (parts.length > 2) return `invalid taint spec: ${text}`;
  if (parts.length === 2 && !EFFECTS.has(effect)) return `invalid taint effect: ${effect}, unsupported taint effect`;
  const pair = parts.length === 2 ? left.split('=') : [left];
  if (pair.length > 2) return `invalid taint spec: ${text}`;
  const [key = '', value = ''] = pair;
  const problems = [...isLabelValue(value), ...isQualifiedName(key)];
  return problems.length ? `invalid taint spec: ${text}, ${problems.join('; ')}` : { key, value, effect };
}

function parseSpecs(call: Call, texts: readonly string[]): { add: readonly Spec[]; remove: readonly Spec[] } {
  const add: Spec[] = [];
  const remove: Spec[] = [];
  for (const text of texts) {
    const removing = text.endsWith('-');
    const spec = parseSpec(removing ? text.slice(0, -1) : text);
    if (typeof spec === 'string') return failUsage(call.verb.path, spec);
    if (removing) remove.push(spec);
    else if (!spec.effect) failUsage(call.verb.path, `invalid taint spec: ${text}`);
    else if (add.some((other) => other.key === spec.key && other.effect === spec.effect))
      failUsage(call.verb.path, `duplicated taints with the same key and effect: {${spec.key} ${spec.value} ${spec.effect} <nil>}`);
    else add.push(spec);
  }
  return { add, remove };
}

const same = (a: Spec | Taint, b: Spec | Taint): boolean => a.key === b.key && a.effect === b.effect;
const spelled = ({ key, effect }: Spec): string => (effect ? `${key}:${effect}` : key);

/** The taints of a Node after the change, and how it is called. Models reorganizeTaints. */
function reorganize(node: Node, overwrite: boolean, add: readonly Spec[], remove: readonly Spec[]): { operation: string; taints: readonly Taint[] } {
  const old = node.spec.taints ?? [];
  const existing = add.filter((spec) => old.some((taint) => same(taint, spec)));
  if (!overwrite && existing.length)
    fail(`node ${node.metadata.name} already has ${existing.map((spec) => spec.key).join(',')} taint(s) with same effect(s) and --overwrite is false`);
  let taints: Taint[] = add.map(({ key, value, effect }) => ({ key, ...(value ? { value } : {}), effect: effect as Taint['effect'] }));
  taints.push(...old.filter((taint) => !add.some((spec) => same(spec, taint))));
  const added = old.length !== taints.length;
  let removed = false;
  const missing: string[] = [];
  for (const spec of remove) {
    const left = taints.filter((taint) => (spec.effect ? !same(taint, spec) : taint.key !== spec.key));
    if (left.length === taints.length) missing.push(`taint ${JSON.stringify(spelled(spec))} not found`);
    taints = left;
    removed = true;
  }
  if (missing.length) fail(aggregate(missing));
  return { operation: (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted', taints };
}

export const taint: Verb = {
  path: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  short: 'Update the taints on one or more nodes',
  writes: true,
  flags: [
    allFlag('Select all nodes in the cluster'),
    DRY_RUN_FLAG,
    fieldManagerFlag('kubectl-taint'),
    flag('overwrite', '', 'bool', 'If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.'),
    ...PRINT_FLAGS,
    SELECTOR_FLAG,
    VALIDATE_FLAG,
  ],
  run(call) {
    const { flags, args } = call;
    const firstTaint = args.findIndex((arg) => /[=:]/.test(arg) || arg.endsWith('-'));
    const resources = firstTaint < 0 ? args : args.slice(0, firstTaint);
    const specs = firstTaint < 0 ? [] : args.slice(firstTaint);
    const late = specs.find((arg) => !/[=:]/.test(arg) && !arg.endsWith('-'));
    if (late !== undefined) fail(`all resources must be specified before taint changes: ${late}`);
    const [type = '', ...names] = resources;
    if (!type) fail('one or more resources must be specified as <resource> <name>');
    if (!specs.length) fail('at least one taint update is required');
    const { add, remove } = parseSpecs(call, specs);
    if (resourceFor(type).kind !== 'Node') fail(`invalid resource type ${type}, only node types are supported`);
    const conflicts = remove.filter((spec) => add.some((other) => other.key === spec.key && (!spec.effect || spec.effect === other.effect)));
    if (conflicts.length)
      fail(`can not both modify and remove the following taint(s) in the same command: ${conflicts.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`);
    const all = flags.bool('all');
    const selector = flags.text('selector');
    if (all && selector) fail("setting 'all' parameter with a non empty selector is prohibited");
    if (!all && !selector && !names.length) fail("at least one resource name must be specified since 'all' parameter is not set");
    const tell = operationPrinter(call, '');
    forEach(select(call, { args: all || selector ? ['nodes'] : ['nodes', ...names], typeAloneIsAll: all }), ({ object }) => {
      const node = object as unknown as Node;
      const { operation, taints } = reorganize(node, flags.bool('overwrite'), add, remove);
      const { taints: _, ...spec } = node.spec;
      tell(operation, update(call, { ...object, spec: taints.length ? { ...spec, taints } : spec }));
    });
  },
};
