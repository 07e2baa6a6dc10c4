import type { KubeObject } from '../../kube/meta.ts';
import { ApiError } from './errors.ts';
import { type Field, type GoType, rootKey, structOf } from './schema/parse.ts';

/** What server-side apply says of a configuration that does not fit its schema. Models the validation of sigs.k8s.io/structured-merge-diff. */

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that name an item together with the merge key of a patch, and what they are where they are left out. */
const MORE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = { containerPort: { protocol: 'TCP' }, port: { protocol: 'TCP' } };

/** Values as Go prints them with %v. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isPlain(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key])}`)
      .join(' ')}]`;
  return value === null ? '<nil>' : String(value);
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return isPlain(value) ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value;
}

const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : goText(value));

function* scalar(type: GoType, value: unknown, path: string): Iterable<string> {
  const at = path ? `${path}: ` : '';
  if (type.kind === 'any') return;
  if (type.kind === 'int' || type.kind === 'float') {
    if (typeof value !== 'number') yield `${at}expected numeric (int or float), got ${goType(value)}`;
  } else if (type.kind === 'bool') {
    if (typeof value !== 'boolean') yield `${at}expected boolean, got &{${goText(value)}}`;
  } else if (type.kind === 'quantity' || type.kind === 'intOrString') {
    if (typeof value === 'object') yield `${at}expected any scalar, got &{${goText(value)}}`;
  } else if (typeof value !== 'string') yield `${at}expected string, got &value.valueUnstructured{Value:${shown(value)}}`;
}

/** The name of an item among its like: `[name="web"]`, or why it has none. */
function itemKey(item: unknown, mergeKey: string): { readonly key: string } | { readonly problem: string } {
  const member = (name: string, otherwise?: string): unknown => (isPlain(item) ? item[name] : undefined) ?? otherwise;
  if (member(mergeKey) === undefined)
    return { problem: `associative list with keys has an element that omits key field ${JSON.stringify(mergeKey)} (and doesn't have default value)` };
  const more = Object.entries(MORE_KEYS[mergeKey] ?? {}).map(([name, value]) => `,${name}=${shown(member(name, value))}`);
  return { key: `[${mergeKey}=${shown(member(mergeKey))}${more.join('')}]` };
}

function* list(type: GoType, value: unknown, path: string, mergeKey: string | undefined): Iterable<string> {
  if (!Array.isArray(value)) return yield `${path}: expected list, got &{${goText(value)}}`;
  const seen = new Set<string>();
  for (const [i, item] of (value as unknown[]).entries()) {
    const named = mergeKey ? itemKey(item, mergeKey) : { key: `[${i}]` };
    if ('problem' in named) return yield `${path}: element ${i}: ${named.problem}`;
    if (seen.has(named.key)) yield `${path}: duplicate entries for key ${named.key}`;
    seen.add(named.key);
    yield* valueOf(type, item, `${path}${named.key}`);
  }
}

function* members(fields: (name: string) => GoType | Field | undefined, value: unknown, path: string): Iterable<string> {
  if (!isPlain(value)) return yield `${path}: expected map, got &{${goText(value)}}`;
  for (const name of Object.keys(value).sort()) {
    const field = fields(name);
    if (field === undefined) yield `${path}.${name}: field not declared in schema`;
    else if ('go' in field) yield* valueOf(field, value[name], `${path}.${name}`);
    else yield* valueOf(field.type, value[name], `${path}.${name}`, field.mergeKey);
  }
}

function* valueOf(type: GoType, value: unknown, path: string, mergeKey?: string): Iterable<string> {
  if (value === null || value === undefined) return;
  if (type.kind === 'pointer') yield* valueOf(type.of, value, path, mergeKey);
  else if (type.kind === 'list') yield* list(type.of, value, path, mergeKey);
  else if (type.kind === 'map') yield* members(() => type.of, value, path);
  else if (type.kind === 'struct') yield* members((name) => structOf(type.key).fields.get(name), value, path);
  else yield* scalar(type, value, path);
}

/** Refuses a configuration whose fields are unknown, of a wrong type or named twice. Throws ApiError. */
export function checkTyped(config: KubeObject): void {
  const key = rootKey(config.apiVersion, config.kind);
  if (!key) return;
  const problems = [...members((name) => structOf(key).fields.get(name), config, '')];
  if (!problems.length) return;
  const { name, namespace = '' } = config.metadata;
  const kind = `${config.apiVersion.includes('/') ? '' : '/'}${config.apiVersion}, Kind=${config.kind}`;
  const text = problems.length === 1 ? problems[0] : ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');
  throw new ApiError('Unknown', `failed to create typed patch object (${namespace}/${name}; ${kind}): ${text}`);
}
