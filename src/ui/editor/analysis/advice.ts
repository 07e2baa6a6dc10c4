import type { adviceWords } from '../../../i18n/en.advice.ts';
import { type LanguageCode, fill, languageOf } from '../../../i18n/words.ts';
import { RESOURCES, apiVersionOf, resourceOfKind } from '../../../kube/resources.ts';
import type { Problem } from '../../../worker/protocol.ts';
import { pastedAlong } from './pasted.ts';

/** What to do about a problem, beside what the API server says: a sentence, and where a click can do it, the file's text after it. */
export interface Advice {
  readonly key: keyof typeof adviceWords;
  readonly values?: Readonly<Record<string, string>>;
  fix?(): string;
}

/** The sentence in a language. */
export function adviceText({ key, values }: Pick<Advice, 'key' | 'values'>, language: LanguageCode): string {
  return fill(languageOf(language).texts[key], values);
}

/** `text`: the file that the problem is in. Undefined where the API server's own words say all. */
export function adviceFor({ message, line, column }: Problem, text: string): Advice | undefined {
  const place: Place = { text, line, column };
  // A name with something else than ASCII in it is none of Kubernetes': a space or a colon that is none has become part of it.
  const isUnreadable = message.startsWith('yaml: ') || message.includes('error validating data:') || /unknown field "[^"]*[^ -~]/.test(message);
  return (isUnreadable ? unreadable(message, text) : undefined) ?? unknownKind(message, place) ?? wrongType(message, place) ?? other(message, place);
}

interface Place {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const TEMPLATE = /\{\{[\s\S]*?\}\}/;

function unreadable(message: string, text: string): Advice | undefined {
  if (TEMPLATE.test(text)) return { key: 'advice.template' };
  const along = pastedAlong(text);
  if (along) return { key: `advice.${along.what}`, fix: () => along.clean };
  if (message.includes('invalid object to validate')) return { key: 'advice.noManifest' };
  if (message.includes('[apiVersion not set, kind not set]')) return { key: 'advice.values' };
  return undefined;
}

/** Kinds that stand for a Deployment where their operator runs. */
const LIKE_DEPLOYMENT: ReadonlySet<string> = new Set(['Rollout', 'DeploymentConfig', 'CloneSet']);

function unknownKind(message: string, place: Place): Advice | undefined {
  const [, kind, version = ''] = /no matches for kind "([^"]*)" in version "([^"]*)"/.exec(message) ?? [];
  if (kind === undefined) {
    const [, known] = /^kind:\s*["']?(\w+)/m.exec(documentAt(place).text) ?? [];
    const served = known === undefined || !message.includes('apiVersion not set') ? undefined : resourceOfKind(known);
    return served && { key: 'advice.apiVersion', values: { kind: served.kind, version: apiVersionOf(served) } };
  }
  const resource = resourceOfKind(kind);
  if (resource) {
    const now = apiVersionOf(resource);
    return { key: 'advice.version', values: { kind, version, now }, fix: () => replaceInDocument(place, 'apiVersion', version, now) };
  }
  const meant = RESOURCES.find((one) => isAlmost(one.kind, kind));
  if (meant) return { key: 'advice.meant', values: { kind, meant: meant.kind }, fix: () => replaceInDocument(place, 'kind', kind, meant.kind) };
  if (kind === 'Kustomization') return { key: 'advice.kustomization' };
  if (LIKE_DEPLOYMENT.has(kind)) return { key: 'advice.likeDeployment', values: { kind } };
  return { key: /(?:^|\.)k8s\.io\//.test(version) ? 'advice.notPlayed' : 'advice.custom', values: { kind } };
}

/** One letter too many, too few, or another, or letters of another case. */
function isAlmost(name: string, typed: string): boolean {
  const [a, b] = [name.toLowerCase(), typed.toLowerCase()];
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  // Two neighbours that changed places are one slip of the fingers too.
  return Math.max(left.length, right.length) <= 1 || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
}

const WRONG_TYPE = /cannot unmarshal (\w+) into Go (?:struct field \w+\.([\w.-]+)|value) of type (\S+)/;

function wrongType(message: string, place: Place): Advice | undefined {
  const [, found, field = '', type = ''] = WRONG_TYPE.exec(message) ?? [];
  if (found === undefined) return undefined;
  const here = (place.text.split('\n')[place.line - 1] ?? '').slice(place.column - 1);
  if (TEMPLATE.test(here)) return { key: 'advice.template' };
  if (/\$\{?\w+\}?/.test(here)) return { key: 'advice.placeholder', values: { field } };
  if (type === 'string' && (found === 'number' || found === 'bool')) {
    const quoted = here.replace(/^((?:- )?["']?[\w./-]+["']?:\s+)([^\s"'#,{}[\]]+)/, '$1"$2"');
    return {
      key: found === 'bool' ? 'advice.quoteBool' : 'advice.quoteNumber',
      values: { field },
      ...(quoted === here ? {} : { fix: () => withLine(place, quoted) }),
    };
  }
  if (/^u?int|^float/.test(type)) return { key: 'advice.number', values: { field } };
  if (type === 'bool') return { key: 'advice.bool', values: { field } };
  return { key: type.startsWith('[]') ? 'advice.list' : type.startsWith('map[') || found !== 'object' ? 'advice.map' : 'advice.scalar', values: { field } };
}

function other(message: string, { text }: Place): Advice | undefined {
  const [, namespace] = /namespaces "([^"]*)" not found/.exec(message) ?? [];
  if (namespace !== undefined)
    return {
      key: 'advice.namespace',
      values: { namespace },
      fix: () => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n${text.startsWith('---') ? '' : '---\n'}${text}`,
    };
  if (message.includes('field is immutable')) return { key: 'advice.immutable' };
  if (message.includes('cannot use generate name with apply')) return { key: 'advice.generateName' };
  if (message.includes('the object has been modified') && /^\s*resourceVersion:/m.test(text))
    return { key: 'advice.resourceVersion', fix: () => text.replaceAll(/^ *resourceVersion:.*\n/gm, '') };
  return undefined;
}

/** The document around a line, and the index of its first line. */
function documentAt({ text, line }: Place): { readonly text: string; readonly first: number; readonly lines: readonly string[] } {
  const lines = text.split('\n');
  let first = Math.min(line, lines.length) - 1;
  while (first > 0 && !lines[first]?.startsWith('---')) first--;
  let end = Math.max(first + 1, line);
  while (end < lines.length && !lines[end]?.startsWith('---')) end++;
  return { text: lines.slice(first, end).join('\n'), first, lines: lines.slice(first, end) };
}

/** The text with a member's value replaced: the one nearest to the line, in the same document. */
function replaceInDocument(place: Place, member: string, from: string, to: string): string {
  const lines = place.text.split('\n');
  const { first, lines: own } = documentAt(place);
  const wanted = new RegExp(`^(\\s*(?:- )?["']?${member}["']?\\s*:\\s*["']?)${from.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?=["',\\s]|$)`);
  const at = own.map((_, i) => first + i).filter((i) => wanted.test(lines[i] ?? ''));
  const nearest = at.toSorted((a, b) => Math.abs(a + 1 - place.line) - Math.abs(b + 1 - place.line))[0];
  if (nearest !== undefined) lines[nearest] = (lines[nearest] ?? '').replace(wanted, `$1${to}`);
  return lines.join('\n');
}

function withLine({ text, line, column }: Place, rest: string): string {
  const lines = text.split('\n');
  lines[line - 1] = (lines[line - 1] ?? '').slice(0, column - 1) + rest;
  return lines.join('\n');
}
