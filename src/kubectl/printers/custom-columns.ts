import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { goPrint, JsonPath, JsonPathError, relaxedPath } from './jsonpath.ts';
import { alignRows } from './tabwriter.ts';

interface Column {
  readonly header: string;
  readonly path: JsonPath;
}

function column(header: string, expression: string): Column {
  try {
    return { header, path: new JsonPath(relaxedPath(expression)) };
  } catch (error) {
    if (error instanceof JsonPathError) return fail(error.message);
    throw error;
  }
}

function fromSpec(spec: string): readonly Column[] {
  if (!spec) fail('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) fail(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return column(part.slice(0, colon), part.slice(colon + 1));
  });
}

function fromTemplate(call: Call, file: string): readonly Column[] {
  const text = call.context.files.get(file);
  if (text === undefined) return fail(`error reading template ${file}, open ${file}: no such file or directory`);
  const [headers = [], specs = []] = text.split('\n').map((line) => line.trim().split(/\s+/).filter(Boolean));
  if (!headers.length)
    fail('invalid template, missing header line. Expected format is one line of space separated headers, one line of space separated column specs.');
  if (headers.length !== specs.length) fail(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`);
  return headers.map((header, i) => column(header, specs[i] as string));
}

/** The printer of `-o custom-columns=NAME:.metadata.name,…`. Models get.CustomColumnsPrinter. */
export function customColumns(call: Call, output: string): (objects: readonly KubeObject[]) => string {
  const equals = output.indexOf('=');
  const argument = call.flags.text('template') || (equals < 0 ? '' : output.slice(equals + 1));
  const columns = output.startsWith('custom-columns-file') ? fromTemplate(call, argument) : fromSpec(argument);
  return (objects) => {
    const rows = objects.map((object) => columns.map(({ path }) => path.find(object).flat().map(goPrint).join(',') || '<none>'));
    return alignRows([...(call.flags.bool('no-headers') ? [] : [columns.map(({ header }) => header)]), ...rows]);
  };
}
