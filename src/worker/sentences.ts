import { isPlain } from '../timeline/plain.ts';

/** One thing that kubectl says about an object, and the path of the field that it is about; empty where it is about the whole. */
export interface Sentence {
  readonly path: string;
  readonly message: string;
}

/** The endings by which a field error is known; see field.ErrorType's words. */
const FIELD_ERROR =
  /^((?:metadata|spec|status|data|type|subsets|endpoints|ports|value|roleRef|rules|webhooks|provisioner|\w+)(?:\.[\w-]+|\[[^\]]*\])*): ((?:Invalid value|Required value|Forbidden|Unsupported value|Duplicate value|Not found|Too many|Too long|Too few|Internal error)\b.*)$/s;

/** Go's decoder names a field by the struct that has it, and then by its path, without the places in lists. */
const WRONG_TYPE = /json: cannot unmarshal (\w+) into Go (?:struct field \w+\.([\w.-]+)|value) of type/;

/** What else is about one field, by its words. */
const ABOUT: readonly (readonly [RegExp, path: string])[] = [
  [/namespaces "[^"]*" not found/, 'metadata.namespace'],
  [/the namespace from the provided object "[^"]*" does not match/, 'metadata.namespace'],
  [/cannot use generate name with apply/, 'metadata.generateName'],
  [/no PriorityClass with name/, 'spec.priorityClassName'],
  [/apiVersion not set|in version "[^"]*"\nensure CRDs/, 'apiVersion'],
];

/** kubectl's error stream, cut into sentences, each with the path of the field that it names. */
export function sentencesOf(stderr: string): readonly Sentence[] {
  const whole = stderr.trim();
  const unknown = [...whole.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([message, path]) => ({ path: path ?? '', message }));
  if (unknown.length) return unknown;
  const invalid = /\bis invalid: ?/.exec(whole);
  const body = invalid ? whole.slice(invalid.index + invalid[0].length).trim() : '';
  const parts = body.startsWith('* ') || body.includes('\n* ') ? body.split(/(?:^|\n)\* /).filter((part) => part.trim()) : body ? [body] : [];
  const fields = parts.map((part) => FIELD_ERROR.exec(part.trim())).filter((found) => found !== null);
  if (fields.length) return fields.map(([, path, message]) => ({ path: path ?? '', message: `${path}: ${message}` }));
  const path = WRONG_TYPE.exec(whole)?.[2] ?? ABOUT.find(([words]) => words.test(whole))?.[1] ?? '';
  return whole ? [{ path, message: whole }] : [];
}

/** The path of a sentence with its places in lists: the first that leads to a value of the type that was refused. Paths of other sentences have them. */
export function pathIn(document: unknown, path: string, message: string): string {
  const [, type] = WRONG_TYPE.exec(message) ?? [];
  return type === undefined ? path : (search(document, path.split('.'), type) ?? path);
}

function search(value: unknown, steps: readonly string[], type: string): string | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) {
    if (typeOf(value) === type) return '';
    // The values of a map of texts (labels, annotations, data) are named by the map.
    const entry = isPlain(value) ? Object.entries(value).find(([, one]) => typeOf(one) === type) : undefined;
    return entry && `[${entry[0]}]`;
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      const found = search(item, steps, type);
      if (found !== undefined) return joined(`[${i}]`, found);
    }
    return undefined;
  }
  if (!isPlain(value)) return undefined;
  const found = search(value[step], rest, type);
  return found === undefined ? undefined : joined(step, found);
}

const joined = (step: string, rest: string): string => (rest === '' || rest.startsWith('[') ? step + rest : `${step}.${rest}`);

/** As Go's decoder calls what it finds. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
