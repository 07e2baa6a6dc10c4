import { RESOURCES, type ResourceType } from '../kube/resources.ts';
import type { KubectlContext } from './contract.ts';
import { flagsOf, resolve } from './core/dispatch.ts';
import { byCode } from './core/dig.ts';
import type { Flag } from './core/flags.ts';
import type { Verb } from './core/verb.ts';
import { programNames } from './network/programs.ts';
import { findResource } from './resources/mapping.ts';
import { filterNames } from './shell/filters.ts';
import { subVerbs, verbAt } from './verbs/registry.ts';

/** What Tab offers: candidates, and the index in the line from which one of them replaces what was typed. */
export interface Completion {
  readonly candidates: readonly string[];
  readonly from: number;
}

const OUTPUTS = ['json', 'yaml', 'name', 'wide', 'custom-columns=', 'go-template=', 'jsonpath=', 'jsonpath-as-json='];

/** Values that a flag can have, by its name. */
const FLAG_VALUES: Readonly<Record<string, readonly string[]>> = {
  'dry-run': ['none', 'client', 'server'],
  cascade: ['background', 'foreground', 'orphan'],
  validate: ['strict', 'warn', 'ignore'],
  restart: ['Always', 'OnFailure', 'Never'],
  type: ['json', 'merge', 'strategic'],
  for: ['condition=', 'create', 'delete', 'jsonpath='],
  subresource: ['status', 'scale', 'resize'],
};

/** Commands that offer the few types they know in a form of their own. */
const SINGULAR = new Set(['scale', 'autoscale', 'rollout status', 'rollout history', 'rollout undo', 'rollout pause', 'rollout resume', 'rollout restart']);

/** A type as kubectl offers it: `deployments.apps` where any type will do. Models completion.CompGetResource and each command's list. */
function offeredName(path: string, { singular, plural, group }: ResourceType): string {
  if (SINGULAR.has(path)) return singular;
  return group && !path.startsWith('set ') ? `${plural}.${group}` : plural;
}

/** Which kinds the names behind a command are of, where its first word is not a type. */
const NAMES_OF: Readonly<Record<string, string>> = {
  logs: 'pods',
  exec: 'pods',
  attach: 'pods',
  'top pod': 'pods',
  'top node': 'nodes',
  cordon: 'nodes',
  uncordon: 'nodes',
  drain: 'nodes',
};

/** Commands whose first argument is a type, and then names of it. */
const TYPED = new Set([
  'get',
  'describe',
  'delete',
  'edit',
  'patch',
  'label',
  'annotate',
  'scale',
  'expose',
  'autoscale',
  'wait',
  'taint',
  'explain',
  'set image',
  'set env',
  'set resources',
  'set selector',
  'set serviceaccount',
  'rollout status',
  'rollout history',
  'rollout undo',
  'rollout pause',
  'rollout resume',
  'rollout restart',
]);

/** Types that a command can do something with; left out: all. */
const TYPES_OF: Readonly<Record<string, readonly string[]>> = {
  scale: ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'],
  autoscale: ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'],
  expose: ['deployments', 'pods', 'replicasets', 'replicationcontrollers', 'services'],
  taint: ['nodes'],
  'rollout pause': ['deployments'],
  'rollout resume': ['deployments'],
};
const ROLLOUT_TYPES = ['daemonsets', 'deployments', 'statefulsets'];
const TEMPLATE_TYPES = ['cronjobs', 'daemonsets', 'deployments', 'jobs', 'pods', 'replicasets', 'replicationcontrollers', 'statefulsets'];

/** The word that is being typed, those before it in the same command, and where it begins. Quotes keep spaces together. */
function wordsBefore(line: string): { readonly words: readonly string[]; readonly word: string; readonly from: number } {
  const start = Math.max(...[...line.matchAll(/[|;&\n]|\$\(/g)].map((match) => match.index + match[0].length), 0);
  const words: string[] = [];
  let from = start;
  let quote = '';
  let word = '';
  for (let i = start; i < line.length; i++) {
    const character = line[i] as string;
    if (quote) {
      if (character === quote) quote = '';
      word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word += character;
    } else if (/\s/.test(character)) {
      if (word) words.push(word);
      word = '';
      from = i + 1;
    } else word += character;
  }
  return { words, word, from: word ? line.length - word.length : from };
}

const starting = (candidates: Iterable<string>, word: string): readonly string[] =>
  [...new Set(candidates)].filter((candidate) => candidate.startsWith(word) && candidate !== word).sort(byCode);

function namesIn(context: KubectlContext, resource: ResourceType, namespace: string): readonly string[] {
  const rows = resource.namespaced ? context.listers.listIn(resource.plural, namespace) : context.listers.list(resource.plural);
  return [...(rows as Iterable<{ metadata: { name: string } }>)].map((row) => row.metadata.name);
}

function typesOf(path: string): readonly ResourceType[] {
  const plurals =
    TYPES_OF[path] ??
    (path.startsWith('rollout ')
      ? ROLLOUT_TYPES
      : path.startsWith('set ') && path !== 'set selector'
        ? TEMPLATE_TYPES
        : path === 'set selector'
          ? ['services']
          : undefined);
  return plurals ? RESOURCES.filter((resource) => plurals.includes(resource.plural)) : RESOURCES;
}

/** A flag's value, as far as it can be known. */
function flagValues(flag: Flag, context: KubectlContext, verb: Verb): readonly string[] {
  switch (flag.name) {
    case 'namespace':
      return [...context.listers.list('namespaces')].map((namespace) => namespace.metadata.name);
    case 'filename':
      return [...context.files.keys()];
    case 'output':
      return verb.path === 'get' || verb.path === 'describe' ? OUTPUTS : OUTPUTS.filter((output) => output !== 'wide' && !output.startsWith('custom'));
    case 'type':
      return verb.path === 'patch' ? (FLAG_VALUES['type'] ?? []) : [];
    case 'container':
    case 'containers':
      return [...context.listers.listIn('pods', context.namespace)].flatMap((pod) => pod.spec.containers.map((container) => container.name));
    case 'selector':
      return [...context.listers.listIn('pods', context.namespace)].flatMap((pod) =>
        Object.entries(pod.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`),
      );
    default:
      return FLAG_VALUES[flag.name] ?? (flag.type === 'bool' ? ['true', 'false'] : []);
  }
}

function completeFlag(verb: Verb, word: string, context: KubectlContext): { readonly candidates: readonly string[]; readonly back: number } {
  const flags = flagsOf(verb).filter((flag) => !flag.hidden || flag.name === 'help');
  const equals = word.indexOf('=');
  if (word.startsWith('--') && equals > 0) {
    const flag = flags.find((known) => known.name === word.slice(2, equals));
    const typed = word.slice(equals + 1);
    return { candidates: flag ? starting(flagValues(flag, context, verb), typed) : [], back: typed.length };
  }
  return {
    candidates: starting(
      flags.map((flag) => `--${flag.name}${flag.type === 'bool' || flag.bare !== undefined ? '' : '='}`),
      word,
    ),
    back: word.length,
  };
}

/** The value of `-n` among words, or the context's namespace. */
function namespaceOf(words: readonly string[], context: KubectlContext): string {
  for (const [i, word] of words.entries()) {
    if (word === '-n' || word === '--namespace') return words[i + 1] ?? context.namespace;
    if (word.startsWith('--namespace=')) return word.slice('--namespace='.length);
    if (/^-n./.test(word)) return word.slice(2).replace(/^=/, '');
  }
  return context.namespace;
}

/** Arguments without flags and their values. */
function argumentsOf(verb: Verb, words: readonly string[]): readonly string[] {
  const flags = flagsOf(verb);
  const found: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('-')) {
      found.push(word);
      continue;
    }
    const flag = word.startsWith('--')
      ? flags.find((known) => known.name === word.slice(2))
      : word.length === 2
        ? flags.find((known) => known.short === word[1])
        : undefined;
    if (flag && flag.type !== 'bool' && flag.bare === undefined) i++;
  }
  return found;
}

function completeArgument(
  verb: Verb,
  before: readonly string[],
  word: string,
  context: KubectlContext,
): { readonly candidates: readonly string[]; readonly back: number } {
  const { path } = verb;
  const namespace = namespaceOf(before, context);
  const all = (candidates: Iterable<string>): { candidates: readonly string[]; back: number } => ({
    candidates: starting(candidates, word),
    back: word.length,
  });
  const args = argumentsOf(verb, before);
  const owner = NAMES_OF[path];
  if (owner)
    return all([
      ...namesIn(context, findResource(owner) as ResourceType, namespace),
      ...(owner === 'pods' && path !== 'top pod'
        ? RESOURCES.filter((type) => ['deployments', 'statefulsets', 'daemonsets', 'replicasets'].includes(type.plural)).flatMap((type) =>
            namesIn(context, type, namespace).map((name) => `${type.singular}/${name}`),
          )
        : []),
    ]);
  if (!TYPED.has(path)) return { candidates: [], back: word.length };
  if (word.includes('/')) {
    const type = findResource(word.slice(0, word.indexOf('/')));
    const typed = word.slice(word.indexOf('/') + 1);
    return { candidates: type ? starting(namesIn(context, type, namespace), typed) : [], back: typed.length };
  }
  const [typeName] = args;
  if (typeName === undefined) {
    const comma = word.lastIndexOf(',') + 1;
    const typed = word.slice(comma);
    return {
      candidates: starting([...typesOf(path).map((type) => offeredName(path, type)), ...(path === 'get' || path === 'delete' ? ['all'] : [])], typed),
      back: typed.length,
    };
  }
  const type = findResource(typeName);
  return type ? all(namesIn(context, type, namespace).filter((name) => !args.includes(name))) : { candidates: [], back: word.length };
}

/** What Tab offers at the end of a half-typed line: commands, flags, kinds, live names, files. */
export function completeLine(line: string, context: KubectlContext): Completion {
  const { words, word, from } = wordsBefore(line);
  const piped = /\|[^|]*$/.test(line);
  const kubectlWords = words[0] === 'kubectl' || words[0] === 'k' ? words.slice(1) : words;
  const end = line.length;
  if (!words.length) {
    const names = piped ? filterNames() : ['kubectl', 'watch', 'curl', 'wget', ...programNames(), ...subVerbs('').map((verb) => verb.path)];
    return { candidates: starting(names, word), from };
  }
  if (piped && words[0] !== 'kubectl' && words[0] !== 'k') return { candidates: [], from };
  const resolved = resolve(kubectlWords);
  if (!resolved)
    return {
      candidates: word.startsWith('-')
        ? []
        : starting(
            subVerbs('').map((verb) => verb.path),
            word,
          ),
      from,
    };
  const { verb, rest } = resolved;
  const last = rest.at(-1) ?? '';
  const flagBefore = flagsOf(verb).find(
    (flag) => (last === `--${flag.name}` || (flag.short && last === `-${flag.short}`)) && flag.type !== 'bool' && flag.bare === undefined,
  );
  if (flagBefore) return { candidates: starting(flagValues(flagBefore, context, verb), word), from };
  if (word.startsWith('-')) {
    const { candidates, back } = completeFlag(verb, word, context);
    return { candidates, from: end - back };
  }
  const below = subVerbs(verb.path).map((sub) => sub.path.slice(verb.path.length + 1));
  if (below.length && !argumentsOf(verb, rest).length && !(verbAt(verb.path)?.run && !below.some((name) => name.startsWith(word))))
    return { candidates: starting(below, word), from };
  const { candidates, back } = completeArgument(verb, rest, word, context);
  return { candidates, from: end - back };
}
