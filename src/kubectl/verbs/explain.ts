import { DESCRIPTIONS } from '../../cluster/api/schema/descriptions.ts';
import { type Field, type GoType, type Struct, innermost, rootKey, structOf } from '../../cluster/api/schema/parse.ts';
import { VERSIONED } from '../../cluster/api/schema/versioned.ts';
import { type ResourceType, apiVersionOf } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { byCode } from '../core/dig.ts';
import { Failure, Failures, fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { findResource } from '../resources/mapping.ts';

const WIDTH = 76;
const DEPTH_MAX = 12;

export const explain: Verb = {
  path: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  short: 'Get documentation for a resource',
  flags: [
    flag('api-version', '', 'string', 'Use given api-version (group/version) of the resource.'),
    flag('output', 'o', 'string', 'Format in which to render the schema. Valid values are: (plaintext, plaintext-openapiv2).', { value: 'plaintext' }),
    flag('recursive', '', 'bool', 'When true, print the name of all the fields recursively. Otherwise, print the available fields with their description.'),
  ],
  run(call) {
    const [argument, ...more] = call.args;
    if (argument === undefined)
      return fail('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n');
    if (more.length) fail('We accept only this format: explain RESOURCE\n');
    const output = call.flags.text('output');
    if (output !== 'plaintext' && output !== 'plaintext-openapiv2') fail(`unrecognized format: ${output}`);
    const { resource, path } = split(argument);
    const version = call.flags.text('api-version') || apiVersionOf(resource);
    const key = rootKey(version, resource.kind);
    if (!key) return fail(`couldn't find resource for "${version}, Resource=${resource.plural}"`);
    print(call, resource, version, key, path);
    return undefined;
  },
};

/** `deployments.apps.spec.strategy`: the longest beginning that names a resource, and the fields behind it. */
function split(argument: string): { readonly resource: ResourceType; readonly path: readonly string[] } {
  const parts = argument.split('.');
  for (let count = parts.length; count > 0; count--) {
    const resource = findResource(parts.slice(0, count).join('.'));
    if (resource) return { resource, path: parts.slice(count) };
  }
  // This one comes without the word that begins other errors.
  throw new Failures([new Failure(`the server doesn't have a resource type ${JSON.stringify(parts[0])}`)]);
}

/** What is known of each line of a structure's declaration, by the field's name. Embedded structures bring their own. */
function fieldDescriptions(key: string): ReadonlyMap<string, string> {
  const lines = (DESCRIPTIONS[key] ?? '').split('\n').slice(1);
  const found = new Map<string, string>();
  for (const [i, declaration] of (VERSIONED[key] ?? '').split('\n').entries()) {
    const [name = '', type = ''] = declaration.split(' ');
    if (name === '-') for (const [inner, text] of fieldDescriptions(type.replace('*', ''))) found.set(inner, text);
    else found.set(name, lines[i] ?? '');
  }
  return found;
}

const descriptionOf = (key: string): string => (DESCRIPTIONS[key] ?? '').split('\n')[0] ?? '';

/** A field's type as the OpenAPI document has it. */
function typeName(type: GoType): string {
  switch (type.kind) {
    case 'pointer':
      return typeName(type.of);
    case 'list':
      return `[]${typeName(type.of)}`;
    case 'map':
      return `map[string]${typeName(type.of)}`;
    case 'struct':
      return type.key.slice(type.key.indexOf('.') + 1);
    case 'int':
      return 'integer';
    case 'float':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'quantity':
      return 'Quantity';
    case 'intOrString':
      return 'IntOrString';
    case 'any':
      return 'Object';
    default:
      return 'string';
  }
}

function wrapped(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((each) => `${' '.repeat(indent)}${each}\n`).join('');
}

const byName = (struct: Struct): readonly Field[] => [...struct.fields.values()].sort((a, b) => byCode(a.name, b.name));

function fieldList(struct: Struct): string {
  const descriptions = fieldDescriptions(struct.key);
  return byName(struct)
    .map(
      (field) =>
        `  ${field.name}\t<${typeName(field.type)}>${field.required ? ' -required-' : ''}\n${wrapped(descriptions.get(field.name) || '<no description>', WIDTH, 4)}\n`,
    )
    .join('');
}

function recursiveList(struct: Struct, level: number, above: readonly string[]): string {
  if (above.includes(struct.key) || level > DEPTH_MAX) return '';
  return byName(struct)
    .map((field) => {
      const inner = innermost(field.type);
      const line = `${'  '.repeat(level)}${field.name}\t<${typeName(field.type)}>${field.required ? ' -required-' : ''}\n`;
      return line + (inner.kind === 'struct' ? recursiveList(structOf(inner.key), level + 1, [...above, struct.key]) : '');
    })
    .join('');
}

function print(call: Call, resource: ResourceType, version: string, root: string, path: readonly string[]): void {
  const slash = version.indexOf('/');
  if (slash > 0) call.say(`GROUP:      ${version.slice(0, slash)}`);
  call.say(`KIND:       ${resource.kind}`);
  call.say(`VERSION:    ${version.slice(slash + 1)}\n`);
  let key: string | undefined = root;
  let field: Field | undefined;
  let description = descriptionOf(root);
  for (const name of path) {
    field = key === undefined ? undefined : structOf(key).fields.get(name);
    if (!field || key === undefined) return fail(`field ${JSON.stringify(name)} does not exist`);
    const inner = innermost(field.type);
    const own = fieldDescriptions(key).get(name) ?? '';
    key = inner.kind === 'struct' ? inner.key : undefined;
    description = [own, key === undefined ? '' : descriptionOf(key)].filter(Boolean).join('\n');
  }
  if (field) call.say(`FIELD: ${field.name} <${typeName(field.type)}>\n\n`);
  call.say('DESCRIPTION:');
  call.out(
    `${(description || '<empty>')
      .split('\n')
      .map((line) => wrapped(line, WIDTH, 4))
      .join('')}    \n`,
  );
  if (key !== undefined) call.out(`FIELDS:\n${call.flags.bool('recursive') ? recursiveList(structOf(key), 1, []) : fieldList(structOf(key))}`);
  call.say('');
}
