import { withManagedFields } from '../../cluster/api/managed-fields.ts';
import { type KubeObject, keyOf } from '../../kube/meta.ts';
import { qualifiedName, resourceOfKind } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { GoTemplate, GoTemplateError } from './go-template.ts';
import { goJsonIndented, goSyntax } from './json.ts';
import { JsonPath, JsonPathError } from './jsonpath.ts';
import { printsTyped, typedJson } from './typed.ts';
import { toYaml } from './yaml.ts';

/** Prints objects one after the other in one format. */
export type ObjectPrinter = (object: object) => string;

const BASIC_FORMATS = ['json', 'yaml', 'name', 'go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'];

/** What `kubectl` says of an output format that it does not know. */
export function unknownFormat(format: string, more: readonly string[] = []): never {
  return fail(
    `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${[...BASIC_FORMATS, ...more].sort().join(',')}`,
  );
}

/** `deployment.apps/web` of any object. */
export function qualifiedObjectName(object: KubeObject): string {
  const resource = resourceOfKind(object.kind);
  const group = object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : '';
  return `${resource ? qualifiedName(resource) : `${object.kind.toLowerCase()}${group}`}/${object.metadata.name}`;
}

/** An object as `-o yaml` shows it: without the bookkeeping of field managers. */
export function withoutManagedFields(object: object): object {
  const { metadata } = object as { metadata?: { managedFields?: unknown } };
  if (!metadata || !('managedFields' in metadata)) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** An object or list as a format shows it: without managed fields, or with them where `--show-managed-fields` asks. */
function shown(call: Call, object: object): object {
  if (!call.flags.bool('show-managed-fields')) return withoutManagedFields(object);
  const { items } = object as { items?: readonly KubeObject[] };
  if (items) return { ...object, items: items.map((item) => shown(call, item)) };
  const table = resourceOfKind((object as KubeObject).kind)?.plural;
  return table ? withManagedFields(call.context.listers, table, keyOf(object as KubeObject), object as KubeObject) : object;
}

function namePrinter(object: object): string {
  const items = (object as { items?: readonly KubeObject[] }).items;
  return (items ?? [object as KubeObject]).map((item) => `${qualifiedObjectName(item)}\n`).join('');
}

function yamlPrinter(call: Call): ObjectPrinter {
  let count = 0;
  return (object) => `${count++ ? '---\n' : ''}${toYaml(shown(call, object))}`;
}

function templateText(call: Call, argument: string, fromFile: boolean): string {
  if (!argument) fail('template format specified but no template given');
  if (!fromFile) return argument;
  return call.context.files.get(argument) ?? fail(`error reading --template ${argument}, open ${argument}: no such file or directory`);
}

function jsonPathPrinter(call: Call, kind: string, argument: string): ObjectPrinter {
  const template = templateText(call, argument, kind === 'jsonpath-file');
  try {
    const path = new JsonPath(template, call.flags.text('allow-missing-template-keys') !== 'false');
    return (object) => {
      try {
        return kind === 'jsonpath-as-json' ? path.printAsJson(withoutManagedFields(object)) : path.print(withoutManagedFields(object));
      } catch (error) {
        if (!(error instanceof JsonPathError)) throw error;
        return fail(
          `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(withoutManagedFields(object))}\n\n\n`,
        );
      }
    };
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    return fail(`error parsing jsonpath ${template}, ${error.message}`);
  }
}

function goTemplatePrinter(call: Call, kind: string, argument: string): ObjectPrinter {
  const template = templateText(call, argument, kind.endsWith('file'));
  try {
    const compiled = new GoTemplate(template, call.flags.text('allow-missing-template-keys') !== 'false');
    return (object) => {
      try {
        return compiled.print(object);
      } catch (error) {
        if (!(error instanceof GoTemplateError)) throw error;
        return fail(`error executing template ${JSON.stringify(template)}: ${error.message}`);
      }
    };
  } catch (error) {
    if (!(error instanceof GoTemplateError)) throw error;
    return fail(`error parsing template ${template}, ${error.message}`);
  }
}

/** The printer of `-o`, or undefined for none (and for `wide`, which tables understand). `more` are the formats that only `get` has. */
export function printerFor(call: Call, more: readonly string[] = []): ObjectPrinter | undefined {
  const template = call.flags.text('template');
  const output = call.flags.text('output') || (template ? 'go-template' : '');
  if (!output) return undefined;
  const equals = output.indexOf('=');
  const kind = equals < 0 ? output : output.slice(0, equals);
  const argument = template || (equals < 0 ? '' : output.slice(equals + 1));
  switch (kind) {
    case 'json':
      return (object) => `${(printsTyped(call.verb.path) ? typedJson : goJsonIndented)(shown(call, object))}\n`;
    case 'yaml':
      return yamlPrinter(call);
    case 'name':
      return namePrinter;
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file':
      return jsonPathPrinter(call, kind, argument);
    case 'go-template':
    case 'go-template-file':
    case 'template':
    case 'templatefile':
      return goTemplatePrinter(call, kind, argument);
    default:
      return more.includes(kind) ? undefined : unknownFormat(output, more);
  }
}

/** How a command tells what it did: `deployment.apps/web scaled`, or the object in the format of `-o`. Some do not tell of a dry run: they have no `suffix`. */
export function operationPrinter(call: Call, suffix = call.dryRunSuffix): (operation: string, object: KubeObject) => void {
  const printer = printerFor(call);
  return (operation, object) => call.out(printer ? printer(object) : `${qualifiedObjectName(object)} ${operation}${suffix}\n`);
}
