import { subVerbs } from '../verbs/registry.ts';
import { flagsHelp } from './flags-help.ts';
import { HELP_DESCRIPTIONS } from './help-descriptions.ts';
import { HELP_EXAMPLES } from './help-examples.ts';
import type { Verb } from './verb.ts';

function commandList(verbs: readonly Verb[]): string {
  const names = verbs.map((verb) => verb.path.slice(verb.path.lastIndexOf(' ') + 1));
  const width = Math.max(11, ...names.map((name) => name.length));
  return verbs.map((verb, i) => `  ${(names[i] as string).padEnd(width)}   ${verb.short}\n`).join('');
}

/** What `--help` of a command prints. Models kubectl's help and usage templates. */
export function helpOf(verb: Verb): string {
  const examples = HELP_EXAMPLES[verb.path];
  const subs = subVerbs(verb.path).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const name = verb.path.slice(verb.path.lastIndexOf(' ') + 1);
  const aliases = verb.aliases?.map((alias) => alias.slice(alias.lastIndexOf(' ') + 1)) ?? [];
  const options = flagsHelp(verb.flags ?? []);
  return [
    HELP_DESCRIPTIONS[verb.path] ?? verb.short,
    aliases.length ? `Aliases:\n${[name, ...aliases].join(', ')}` : '',
    // kubectl indents the lines between its examples too.
    examples ? `Examples:\n${examples.replace(/^$/gm, '  ')}` : '',
    subs.length ? `Available Commands:\n${commandList(subs).trimEnd()}` : '',
    options ? `Options:\n${options}` : '',
    `Usage:\n  kubectl ${verb.use}${verb.use.includes('[options]') ? '' : ' [options]'}`,
    [
      subs.length ? `Use "kubectl ${verb.path} <command> --help" for more information about a given command.\n` : '',
      'Use "kubectl options" for a list of global command-line options (applies to all commands).\n',
    ].join(''),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Basic Commands (Beginner):', ['create', 'expose', 'run', 'set']],
  ['Basic Commands (Intermediate):', ['explain', 'get', 'edit', 'delete']],
  ['Deploy Commands:', ['rollout', 'scale', 'autoscale']],
  ['Cluster Management Commands:', ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint']],
  ['Troubleshooting and Debugging Commands:', ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events']],
  ['Advanced Commands:', ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize']],
  ['Settings Commands:', ['label', 'annotate', 'completion']],
];

/** What `kubectl` alone prints. */
export function rootHelp(): string {
  const all = subVerbs('').filter((verb) => verb.path !== 'options');
  const grouped = new Set(GROUPS.flatMap(([, names]) => names));
  const others = all.filter((verb) => !grouped.has(verb.path)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const sections = [
    ...GROUPS.map(([title, names]) => [title, names.flatMap((name) => all.filter((verb) => verb.path === name))] as const),
    ['Subcommands provided by plugins:', []] as const,
    ['Other Commands:', others] as const,
  ];
  return [
    'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
    ...sections.map(([title, verbs]) => (verbs.length ? `${title}\n${commandList(verbs).trimEnd()}` : title)),
    'Usage:\n  kubectl [flags] [options]',
    'Use "kubectl <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n',
  ].join('\n\n');
}
